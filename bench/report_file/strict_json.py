"""Reads a JSON file strictly: bounded in size, depth and type, with errors that name the place."""

from __future__ import annotations

import re
import stat
import sys
from itertools import accumulate
from pathlib import Path
from typing import TypeVar

import msgspec

from corecurve.bench.errors import FileError
from corecurve.bench.printable import printable

MAX_BYTES = 256_000_000
MAX_DEPTH = 10_000

_DECODER_BOUNDS_DEPTH = sys.version_info < (3, 14)  # from 3.14 on it goes as deep as the C stack allows
_CHUNK = 4096
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_NOT_A_NUMBER = re.compile(rb"-?(?:NaN|Infinity|Inf)", re.IGNORECASE)

T = TypeVar("T")


def file_error(path: Path | str, text: str) -> FileError:
    """The error of a file, in one line: its name, then what is wrong and what was expected."""
    return FileError(f"{printable(path)}: {printable(text, 1000)}")


def read_bytes(path: Path, expected: str) -> bytes:
    """The bytes of a regular file of at most ``MAX_BYTES`` in UTF-8; ``expected`` says what it should be.

    The size is asked for before anything is read; a pipe or device, which might never end, is not read at all.

    Raises FileError.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise file_error(path, f"is a folder; expected {expected}")
        if not stat.S_ISREG(status.st_mode):
            raise file_error(path, f"is no regular file; expected {expected}")
        _limit(path, status.st_size)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise file_error(path, f"no such file; expected {expected}") from None
    except OSError as error:
        raise file_error(path, f"cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        raise file_error(path, f"is no name of a file: {error}") from None
    _limit(path, len(data))
    if not data or data.isspace():
        raise file_error(path, f"is empty; expected {expected}")
    return data


def decode(path: Path, data: bytes, decoder: msgspec.json.Decoder[T]) -> T:
    """The value of a JSON text; ``path`` is only named in errors.

    Raises msgspec.ValidationError where a value is not of the decoder's type (its caller may know why)
    and FileError where the text is no JSON.
    """
    _require_utf8(path, data)
    if not _DECODER_BOUNDS_DEPTH and _is_deeper_than(MAX_DEPTH - _CHUNK, data):
        raise file_error(path, "is nested too deep; expected plain JSON")
    try:
        return decoder.decode(data)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError as error:
        raise file_error(path, _syntax(data, str(error))) from None
    except RecursionError:
        raise file_error(path, "is nested too deep; expected plain JSON") from None


def type_error(path: Path, error: msgspec.ValidationError) -> FileError:
    """The error of a value that is not of its type: the JSON path, then what was expected."""
    what, _, place = str(error).rpartition(" - at ")
    what, place = (what, place.strip("`")) if what else (str(error), "$")
    return file_error(path, f"{place}: {what[:1].lower()}{what[1:]}")


def _limit(path: Path, size: int) -> None:
    if size > MAX_BYTES:
        raise file_error(path, f"{size / 1e6:,.0f} MB are more than a report may have ({MAX_BYTES / 1e6:.0f} MB)")


def _require_utf8(path: Path, data: bytes) -> None:
    if data.isascii():
        return
    try:
        data.decode()
    except UnicodeDecodeError as error:
        raise file_error(path, f"{_position(data, error.start)}: not UTF-8; expected JSON in UTF-8") from None


def _syntax(data: bytes, text: str) -> str:
    """What is wrong with a text that is no JSON, and where."""
    found = re.search(r"\(byte (\d+)\)$", text)
    if found is None:
        return f"{_position(data, len(data))}: cut short; expected the rest of the JSON text"
    offset = int(found[1])
    # A minus sign before it is where the decoder was still content.
    number = _NOT_A_NUMBER.match(data, max(0, offset - 1)) or _NOT_A_NUMBER.match(data, offset)
    if number is not None:
        return f"{_position(data, number.start())}: {number[0].decode()} is no number in JSON; expected a finite one"
    what = text[: found.start()].strip().removeprefix("JSON is malformed: ")
    return f"{_position(data, offset)}: {what}; expected JSON"


def _position(data: bytes, offset: int) -> str:
    line = 1 + data.count(b"\n", 0, offset)
    return f"line {line}, byte {offset}"


def _is_deeper_than(levels: int, data: bytes) -> bool:
    """Whether brackets are nested deeper than ``levels``; what is less than a chunk deeper may be missed.

    Brackets are counted chunk by chunk, which is quick; only where the count is suspicious are those in strings
    left out and every one followed.
    """
    depth = 0
    for start in range(0, len(data), _CHUNK):
        chunk = data[start : start + _CHUNK]
        depth += chunk.count(b"[") + chunk.count(b"{") - chunk.count(b"]") - chunk.count(b"}")
        if depth > levels:
            return _depth(data) > levels
    return False


def _depth(data: bytes) -> int:
    """How deep the brackets of a JSON text are nested."""
    structure = _STRING.sub(b"", data)
    return max(accumulate(_STEPS.get(byte, 0) for byte in structure), default=0)
