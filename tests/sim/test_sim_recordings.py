"""Readers of both recording formats: what they yield, and what they say about files that are no good."""

import gzip
from collections import Counter
from pathlib import Path

import pytest

from mmdesk.sim.binance_records import DepthRecord, SnapshotRecord, TradeRecord, market_records
from mmdesk.sim.recordings import LineKind, RecordingError, raw_lines

TRADE = (
    b'{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":7,'
    b'"p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}}'
)
LINE = b"1723161254087896568 " + TRADE + b"\n"


def _write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _said(path: Path) -> str:
    with pytest.raises(RecordingError) as caught:
        list(market_records([path]))
    return str(caught.value)


def test_plain_and_gzipped_files_read_the_same(tmp_path: Path) -> None:
    plain = _write(tmp_path / "a.txt", LINE * 3)
    packed = _write(tmp_path / "a.gz", gzip.compress(LINE * 3))
    assert (
        [line.text for line in raw_lines(plain)] == [line.text for line in raw_lines(packed)] == [TRADE] * 3
    )
    (first, *_) = market_records([plain])
    assert isinstance(first, TradeRecord)
    assert (first.received_ns, first.price, first.buyer_is_maker) == (
        1723161254087896568,
        "61837.63000000",
        True,
    )


def test_a_gzip_that_was_cut_off_is_named_with_the_last_whole_line(tmp_path: Path) -> None:
    whole = gzip.compress(b"".join(LINE.replace(b'"t":7', b'"t":%d' % i) for i in range(5_000)))
    said = _said(_write(tmp_path / "cut.gz", whole[: len(whole) // 2]))
    assert "cut.gz is cut off or damaged after line " in said
    assert int(said.split("after line ")[1].split(" ")[0]) > 100
    assert "Take a fresh copy" in said


def test_a_truncated_real_recording_is_named_with_its_line(shared_data: Path, tmp_path: Path) -> None:
    real = (shared_data / "binance" / "spot_btcusdt_20240808.gz").read_bytes()
    said = _said(_write(tmp_path / "real.gz", real[:200_000]))
    assert "real.gz is cut off or damaged after line" in said


def test_a_damaged_gzip_is_named(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(LINE * 2_000))
    packed[-20:] = b"\0" * 20
    assert "damaged" in _said(_write(tmp_path / "bad.gz", bytes(packed)))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            LINE + b'1723161254087896569 {"stream":"btcusdt@trade","data":{"e":"tr\n',
            "a.txt, line 2: the message is",
        ),
        (LINE + LINE.replace(b'"q":"0.02000000",', b""), "a.txt, line 2: the message is broken"),
        (LINE + b"hello\n", "a.txt, line 2: this line does not look like the lines before it"),
        (b"time,price\n1,2\n", "is no known recording format"),
        (b"", "holds no recorded message (0 lines)"),
        (b"\n\n", "holds no recorded message (2 lines)"),
    ],
)
def test_a_bad_file_is_refused_with_the_line(tmp_path: Path, data: bytes, said: str) -> None:
    message = _said(_write(tmp_path / "a.txt", data))
    assert said in message
    assert str(tmp_path) in message


def test_a_folder_a_missing_file_and_a_locked_file_are_refused(tmp_path: Path) -> None:
    assert "is a folder" in _said(tmp_path)
    assert "does not exist" in _said(tmp_path / "gone.gz")


def test_the_cryptofeed_text_tells_received_sent_connect_and_rest_apart(tmp_path: Path) -> None:
    text = (
        b"\nhttps://x.example/depth?symbol=ABCUSDT -> 1633998512.320639: "
        b'{"lastUpdateId":5,"bids":[["1.0","2"]],"asks":[]}\n'
        b'configuration: {"trades":["A"]}\n'
        b"wss://x.example/ws <-> 1633998512.0633569\n"
        b'wss://x.example/ws <- 1633998512.5: {"op":"subscribe"}\n'
        b'1633998512.0633569: {"stream":"abcusdt@depth@100ms","data":{"e":"depthUpdate",'
        b'"s":"ABCUSDT","U":6,"u":7,"b":[["1.0","0"]],"a":[]}}\n'
    )
    path = _write(tmp_path / "feed.txt", text)
    assert [line.kind for line in raw_lines(path)] == [
        LineKind.REST,
        LineKind.CONNECT,
        LineKind.SENT,
        LineKind.RECEIVED,
    ]
    snapshot, depth = market_records([path])
    assert isinstance(snapshot, SnapshotRecord)
    assert (snapshot.symbol, snapshot.last_id) == ("ABCUSDT", 5)
    assert isinstance(depth, DepthRecord)
    assert depth.received_ns == 1633998512_063356900


def test_several_files_are_one_sequence(tmp_path: Path) -> None:
    paths = [_write(tmp_path / f"{i}.txt", LINE.replace(b'"t":7', b'"t":%d' % i)) for i in range(3)]
    assert [r.trade_id for r in market_records(paths) if isinstance(r, TradeRecord)] == [0, 1, 2]


def test_every_shared_cryptofeed_recording_is_readable(shared_data: Path) -> None:
    files = sorted((shared_data / "cryptofeed").glob("*/*.gz"))
    assert len(files) > 20
    for path in files:
        kinds = Counter(line.kind for line in raw_lines(path))
        assert kinds[LineKind.RECEIVED] + kinds[LineKind.REST] > 0, path.name
