"""Undoes the content coding of a response. Brotli by the library of Debian's curl."""

import ctypes
import ctypes.util
import functools
import gzip

SIZE_MAX = 16 * 1024 * 1024


@functools.cache
def _library():
    library = ctypes.CDLL(ctypes.util.find_library("brotlidec"))
    library.BrotliDecoderDecompress.argtypes = [ctypes.c_size_t, ctypes.c_char_p,
                                                ctypes.POINTER(ctypes.c_size_t), ctypes.c_char_p]
    return library


def unbrotli(packed):
    size = ctypes.c_size_t(SIZE_MAX)
    out = ctypes.create_string_buffer(SIZE_MAX)
    assert _library().BrotliDecoderDecompress(len(packed), packed, ctypes.byref(size), out) == 1, "damaged"
    return out.raw[:size.value]


DECODERS = {None: bytes, "gzip": gzip.decompress, "br": unbrotli}


def decoded(body, coding):
    """The body without this Content-Encoding."""
    return DECODERS[coding](body)
