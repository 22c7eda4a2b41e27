"""A relay between two programs: what it was sent, on how many connections."""

import socket
import threading


class Wire:
    def __init__(self, port):
        self._upstream = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._sent = []  # a bytearray for each connection
        self._open = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def connections(self):
        with self._lock:
            return len(self._sent)

    @property
    def sent(self):
        """All bytes of all connections."""
        with self._lock:
            return b"".join(bytes(one) for one in self._sent)

    def _accept(self):
        while True:
            try:
                client = self._listener.accept()[0]
                server = socket.create_connection(("127.0.0.1", self._upstream))
            except OSError:
                return
            sent = bytearray()
            with self._lock:
                self._sent.append(sent)
                self._open += [client, server]
            for source, sink, record in ((client, server, sent), (server, client, None)):
                source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._copy, args=(source, sink, record), daemon=True).start()

    def _copy(self, source, sink, record):
        try:
            while part := source.recv(1 << 16):
                if record is not None:
                    with self._lock:
                        record += part
                sink.sendall(part)
        except OSError:
            pass
        for one in (sink, source):
            try:
                one.shutdown(socket.SHUT_WR if one is sink else socket.SHUT_RD)
            except OSError:
                pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in self._open:
            one.close()
