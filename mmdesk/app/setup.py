"""What an engine host needs to know; the window hands it to the engine process as one line of JSON."""

import msgspec

from mmdesk.app.venue_link import VenueInfo


class EngineSetup(msgspec.Struct, frozen=True, kw_only=True):
    """One start of an engine. `token` opens its link; `config` is the settings file (empty: the usual place).

    `connect_within_s` None: keep trying to reach the venue for as long as it takes.
    """

    data_dir: str
    token: str
    venue: VenueInfo
    config: str = ""
    connect_within_s: float | None = None
    attended: bool = False
    """Whether a window asks a person about leftovers."""

    def __repr__(self) -> str:
        return f"EngineSetup(data_dir={self.data_dir!r}, venue={self.venue!r})"


class EngineReady(msgspec.Struct, frozen=True, kw_only=True):
    """The engine process's only line on stdout: where its link listens, or why it does not (`error`)."""

    port: int = 0
    pid: int = 0
    session: str = ""
    database: str = ""
    error: str = ""
