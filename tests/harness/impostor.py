"""A fake PostgreSQL server: speaks no TLS, and requests the password in clear text."""

import socket
import struct
import threading

SSL_REQUEST, GSS_REQUEST, CANCEL = 80877103, 80877104, 80877102
CLEARTEXT_PASSWORD = b"R" + struct.pack(">II", 8, 3)


class Impostor:
    def __init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.connections = 0
        self.passwords = []
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                self.connections += 1
                try:
                    self._greet(connection)
                except (OSError, struct.error):
                    pass  # the client closed the connection

    @staticmethod
    def _take(connection, count):
        taken = b""
        while len(taken) < count:
            part = connection.recv(count - len(taken))
            if not part:
                raise ConnectionResetError
            taken += part
        return taken

    def _greet(self, connection):
        connection.settimeout(10)
        while True:
            length, kind = struct.unpack(">II", self._take(connection, 8))
            self._take(connection, length - 8)
            if kind not in (SSL_REQUEST, GSS_REQUEST):
                break
            connection.sendall(b"N")
        if kind == CANCEL:
            return
        connection.sendall(CLEARTEXT_PASSWORD)
        self._take(connection, 1)
        password = self._take(connection, struct.unpack(">I", self._take(connection, 4))[0] - 4)[:-1]
        self.passwords.append(password.decode())
        # The error repeats the password, as that of a real server might.
        fields = b"SFATAL\0VFATAL\0C28P01\0M" + b"no such password: " + password + b"\0\0"
        connection.sendall(b"E" + struct.pack(">I", len(fields) + 4) + fields)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
