"""Sizes of the last durable commits, from the journal itself (docs/formats.md has its bytes)."""

import statistics
import struct

_SEGMENT_HEAD = 64
_FRAME_HEAD = 40
_LAST = 1_000


def _frames(path):
    """Bytes of each frame of a segment, up to where its zeros begin."""
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
    """Median of the last frames that the journal still has."""
    sizes = []
    for path in sorted((data / "journal").glob("*.log"), reverse=True):
        sizes = list(_frames(path)) + sizes
        if len(sizes) >= _LAST:
            break
    if not sizes:
        raise RuntimeError(f"no frame in {data / 'journal'}: has its format changed?")
    return int(statistics.median(sizes[-_LAST:]))
