"""What an operator of the venue may do to the market while it runs (`POST /sim/market`)."""

from collections.abc import Mapping

from mmdesk.sim.market import MarketSource


class Controls:
    """`symbol=None` means every symbol. Each raises ValueError with what, why and what to do, when the source
    cannot.
    """

    def __init__(self, sources: Mapping[str, MarketSource]) -> None:
        self._sources = sources

    def pause(self, symbol: str | None = None) -> None:
        """The market stands still; orders are still accepted."""
        self._each("pause", 0.0, symbol)

    def resume(self, symbol: str | None = None) -> None:
        """The market goes on where it stood."""
        self._each("resume", 0.0, symbol)

    def regime(self, name: str, symbol: str | None = None) -> None:
        """calm | volatile | gap | thin (synthetic flow only)."""
        self._each("regime", name, symbol)

    def jump(self, bps: float, symbol: str | None = None) -> None:
        """Moves the fair value at once by `bps` (signed; synthetic flow only)."""
        self._each("jump", bps, symbol)

    def widen(self, bps: float, symbol: str | None = None) -> None:
        """Extra half spread kept by the flow, 0 = back to normal (synthetic flow only)."""
        self._each("widen", bps, symbol)

    def seek(self, offset_s: float, symbol: str | None = None) -> None:
        """Forward to `offset_s` seconds from the start of the tape (recordings only)."""
        self._each("seek", offset_s, symbol)

    def speed(self, factor: float, symbol: str | None = None) -> None:
        """Play factor of a tape, or event-rate factor of the flow; > 0."""
        self._each("speed", factor, symbol)

    def _each(self, action: str, value: float | str, symbol: str | None) -> None:
        if symbol is not None and symbol not in self._sources:
            raise ValueError(f"no market {symbol!r} here; this venue has {', '.join(sorted(self._sources))}")
        for name, source in self._sources.items():
            if symbol in (None, name):
                source.control(action, value)
