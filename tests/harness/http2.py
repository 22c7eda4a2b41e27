"""Enough of HTTP/2 (RFC 9113, RFC 7541) to send malformed requests and read the status."""

import socket
import struct

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 3, 4, 6, 7, 8
ACK = END_STREAM = 1
END_HEADERS = 4
INITIAL_WINDOW_SIZE = 4
WINDOW = 1 << 30
# Header bytes of the statuses in HPACK's static table.
INDEXED = {0x88: 200, 0x89: 204, 0x8A: 206, 0x8B: 304, 0x8C: 400, 0x8D: 404, 0x8E: 500}


def _text(text):
    """A string literal without Huffman coding."""
    encoded = text.encode("latin-1")
    length = len(encoded)
    if length < 127:
        return bytes([length]) + encoded
    head, length = b"\x7f", length - 127
    while length >= 128:
        head, length = head + bytes([length % 128 + 128]), length // 128
    return head + bytes([length]) + encoded


def _status(block):
    """The status in a header block, which begins with it."""
    if block[0] in INDEXED:
        return INDEXED[block[0]]
    # Any other status is a literal whose name, `:status`, is in the static table.
    assert block[0] in (0x08, 0x18, 0x48) and block[1] == 3, block[:8]
    return int(block[2:5])


class Connection:
    """A connection over plain TCP with prior knowledge. Reopens for the next request if the server
    has closed it."""

    def __init__(self, port):
        self._port = port
        self._socket = None

    def _open(self):
        self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=20)
        self._stream = -1
        self._received = b""
        self._socket.sendall(PREFACE)
        self._send(SETTINGS, 0, 0, struct.pack(">HI", INITIAL_WINDOW_SIZE, WINDOW))
        self._send(WINDOW_UPDATE, 0, 0, struct.pack(">I", WINDOW))

    def _send(self, kind, flags, stream, payload=b""):
        self._socket.sendall(struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload)

    def _take(self, count):
        while len(self._received) < count:
            part = self._socket.recv(65536)
            if not part:
                raise ConnectionResetError
            self._received += part
        taken, self._received = self._received[:count], self._received[count:]
        return taken

    def _frame(self):
        head = self._take(9)
        kind, flags, stream = struct.unpack(">BBI", head[3:])
        return kind, flags, stream, self._take(int.from_bytes(head[:3], "big"))

    def request(self, method, path, headers=(), body=b"", authority="localhost"):
        """The status of the answer; None if the server refused the stream or the connection."""
        if self._socket is None:
            self._open()
        self._stream += 2
        fields = [(":method", method), (":scheme", "http"), (":authority", authority), (":path", path), *headers]
        block = b"".join(b"\0" + _text(name) + _text(value) for name, value in fields)
        try:
            self._send(HEADERS, END_HEADERS | (0 if body else END_STREAM), self._stream, block)
            if body:
                self._send(DATA, END_STREAM, self._stream, body)
            return self._answer()
        except (ConnectionResetError, BrokenPipeError):
            self._close()
            return None

    def _answer(self):
        status = None
        while True:
            kind, flags, stream, payload = self._frame()
            if kind in (SETTINGS, PING) and not flags & ACK:
                self._send(kind, ACK, 0, payload if kind == PING else b"")
            elif kind == GOAWAY:
                self._close()
                return status
            elif stream == self._stream and kind == RST_STREAM:
                # The server may be closing this connection, so the next request opens a new one.
                self._close()
                return status
            elif stream == self._stream and kind in (HEADERS, DATA):
                status = _status(payload) if kind == HEADERS and status is None else status
                if flags & END_STREAM:
                    return status

    def _close(self):
        if self._socket:
            self._socket.close()
        self._socket = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._close()
