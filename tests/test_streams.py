"""What subjects print: never in the way, and only its end kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from multiprocessing.connection import Connection, Pipe

import pytest

from corecurve.bench.subjects.inbox import Inbox
from corecurve.bench.subjects.streams import Stream


@pytest.fixture
def ends() -> Iterator[tuple[Stream, int]]:
    """A stream, and the descriptor to print on."""
    reader, writer = os.pipe()
    stream = Stream(os.fdopen(reader, "rb"))
    yield stream, writer
    stream.close()
    try:
        os.close(writer)
    except OSError:
        pass


def test_an_empty_stream_is_read_without_waiting(ends: tuple[Stream, int]) -> None:
    stream, _ = ends
    stream.drain()
    assert stream.is_open
    assert stream.last_line() == ""


def test_the_last_line_is_kept_however_much_was_printed(ends: tuple[Stream, int]) -> None:
    stream, writer = ends
    for _ in range(40):
        os.write(writer, b"x" * 50_000)
        stream.drain()
    os.write(writer, b"\nthe reason \n\n  \n")
    stream.drain()
    assert stream.last_line() == "the reason"
    assert len(stream._kept) == 64 * 1024


def test_the_end_of_a_stream_is_noticed(ends: tuple[Stream, int]) -> None:
    stream, writer = ends
    os.write(writer, b"last words")
    os.close(writer)
    stream.drain()
    assert not stream.is_open
    assert stream.last_line() == "last words"


def test_terminal_sequences_and_broken_text_come_out_harmless(ends: tuple[Stream, int]) -> None:
    stream, writer = ends
    os.write(writer, b"\x1b[2Jgone \xff\x07 and \xe2\x82")
    stream.drain()
    assert stream.last_line().isprintable()
    assert "gone" in stream.last_line()


def test_a_stream_that_is_filled_as_fast_as_it_is_read_lets_go(
    ends: tuple[Stream, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    stream, _ = ends
    monkeypatch.setattr("os.read", lambda descriptor, count: b"y\n" * 10)
    stream.drain()
    assert stream.is_open


@pytest.fixture
def channel() -> Iterator[tuple[Inbox, Connection]]:
    ours, theirs = Pipe()
    yield Inbox(ours), theirs
    ours.close()
    theirs.close()


def test_an_inbox_gives_whole_messages_in_order(channel: tuple[Inbox, Connection]) -> None:
    inbox, theirs = channel
    assert inbox.read() is None
    for message in (b"one", b"", b"x" * 20_000):
        theirs.send_bytes(message)
    assert [inbox.read() for _ in range(4)] == [b"one", b"", b"x" * 20_000, None]


def test_half_a_message_is_none_yet(channel: tuple[Inbox, Connection]) -> None:
    inbox, theirs = channel
    for piece in (b"\0", b"\0\0\5", b"ab"):
        os.write(theirs.fileno(), piece)
        assert inbox.read() is None
    os.write(theirs.fileno(), b"cde")
    assert inbox.read() == b"abcde"


def test_a_message_with_a_long_length_is_understood(channel: tuple[Inbox, Connection]) -> None:
    inbox, theirs = channel
    os.write(theirs.fileno(), b"\xff\xff\xff\xff" + (3).to_bytes(8, "big")[:4])
    assert inbox.read() is None
    os.write(theirs.fileno(), (3).to_bytes(8, "big")[4:] + b"abc")
    assert inbox.read() == b"abc"


def test_the_end_of_the_channel_is_an_end_also_in_the_middle_of_a_message(channel: tuple[Inbox, Connection]) -> None:
    inbox, theirs = channel
    os.write(theirs.fileno(), b"\0\0\0\5ab")
    theirs.close()
    with pytest.raises(EOFError):
        inbox.read()
