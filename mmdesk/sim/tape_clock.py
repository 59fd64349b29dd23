"""Maps the venue's clock to the tape's: start, speed, pause."""


class TapeClock:
    """Tape time runs `speed` times as fast as venue time and stands still while paused."""

    def __init__(self, speed: float) -> None:
        self.speed = speed
        self.paused = False
        self._venue_ns = 0
        self._tape_ns = 0

    def start(self, venue_ns: int, tape_ns: int) -> None:
        self._venue_ns, self._tape_ns = venue_ns, tape_ns

    def tape(self, venue_ns: int) -> int:
        """Tape time at a venue time."""
        if self.paused:
            return self._tape_ns
        return self._tape_ns + int((venue_ns - self._venue_ns) * self.speed)

    def venue(self, tape_ns: int) -> int:
        """Venue time at which a tape time is due."""
        return self._venue_ns + int((tape_ns - self._tape_ns) / self.speed)

    def pause(self, venue_ns: int) -> None:
        self.start(venue_ns, self.tape(venue_ns))
        self.paused = True

    def resume(self, venue_ns: int) -> None:
        self.paused = False
        self.start(venue_ns, self._tape_ns)

    def set_speed(self, venue_ns: int, speed: float) -> None:
        """Raises ValueError outside (0, 1000]."""
        if not 0 < speed <= 1_000:
            raise ValueError(f"play speed {speed:g} is not in (0, 1000]; 1 is real time")
        self.start(venue_ns, self.tape(venue_ns))
        self.speed = speed
