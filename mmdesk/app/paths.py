"""Where the desk keeps what belongs to a person: one data folder, private to the user."""

from pathlib import Path

import msgspec

from mmdesk.app.options import BadInputError


class Paths(msgspec.Struct, frozen=True):
    """Files below one data folder."""

    data_dir: Path

    @property
    def journal_dir(self) -> Path:
        return self.data_dir / "journal"

    @property
    def database(self) -> Path:
        return self.data_dir / "mmdesk.db"

    @property
    def logs_dir(self) -> Path:
        return self.data_dir / "logs"

    @property
    def markets_dir(self) -> Path:
        return self.data_dir / "markets"

    @property
    def venue_dir(self) -> Path:
        return self.data_dir / "venue"

    @property
    def control_file(self) -> Path:
        """Port and token of the running engine, for `mmdesk stop`; readable by its owner only."""
        return self.data_dir / "control.json"

    @property
    def guardian_lock(self) -> Path:
        """Held while a guardian works in this folder."""
        return self.data_dir / "guardian.lock"

    @property
    def guardian_file(self) -> Path:
        """What the guardian's last stop did, until an engine has taken it in."""
        return self.data_dir / "guardian.json"

    @property
    def stop_file(self) -> Path:
        """A stop that no engine has confirmed yet."""
        return self.data_dir / "stop.json"

    @property
    def stop_word(self) -> Path:
        """Space taken for a stop at the start: blank, or a stop for which a full disk had no other place."""
        return self.data_dir / "stop.word"

    @property
    def config_file(self) -> Path:
        """Read when no `--config` is given and the file exists."""
        return self.data_dir / "config.toml"


def paths_of(data_dir: Path | None) -> Paths:
    """The paths below `data_dir`, or below the user's own data folder; the folders are made.

    Raises BadInputError when they cannot be."""
    if data_dir is None:
        from platformdirs import user_data_path

        data_dir = user_data_path("mmdesk", appauthor=False)
    paths = Paths(data_dir.expanduser().absolute())
    for folder in (paths.data_dir, paths.logs_dir):
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise BadInputError(
                f"data folder {paths.data_dir} cannot be used: {error.strerror or error}. "
                "Give a folder that you may write to with --data-dir"
            ) from error
    return paths
