"""`mmdesk stop` where nothing runs: what cannot be read is said so, in no number that nobody knows."""

from pathlib import Path

from mmdesk.app.paths import paths_of
from mmdesk.app.stop_at_rest import look


async def test_a_journal_that_cannot_be_read_proves_nothing_and_gives_no_date(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("this is no settings file", encoding="utf-8")
    said: list[str] = []
    assert not await look(paths_of(tmp_path), said.append)
    words = " ".join(said)
    assert "what the last session left cannot be read" in words
    assert "how many orders of ours are open is not known" in words
    assert "1970" not in words
    assert "0 orders" not in words
