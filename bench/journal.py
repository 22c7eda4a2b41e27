"""Sizes of the last commits in the journal (docs/formats.md describes its bytes)."""

import statistics
import struct

_SEGMENT_HEAD = 64
_FRAME_HEAD = 40
_LAST = 1_000


def _frames(path):
    """The size of each frame of a segment, up to its zeros."""
    data = path.read_bytes()
    at = _SEGMENT_HEAD
    while at + _FRAME_HEAD <= len(data):
        length, mark = struct.unpack_from("<I4s", data, at)
        if mark != b"FRAM":
            return
        size = (_FRAME_HEAD + length + 7) // 8 * 8
        yield size
        at += size


def frame_bytes(data):
    """The median size of the last frames in the journal."""
    sizes = []
    for path in sorted((data / "journal").glob("*.log"), reverse=True):
        sizes = list(_frames(path)) + sizes
        if len(sizes) >= _LAST:
            break
    if not sizes:
        raise RuntimeError(f"no frame found in {data / 'journal'}: has its format changed?")
    return int(statistics.median(sizes[-_LAST:]))
