"""What systemd is for a service: holds the two listening sockets, passes them to each start, and takes notices."""

import fcntl
import os
import socket
import time

from harness import client, poll

# Passed descriptors are moved here, so that the shell can put them at 3 and 4.
_ABOVE = 50


class Supervisor:
    def __init__(self, folder, addresses=("127.0.0.1", "127.0.0.1"), within=None):
        """`within` is the folder by its name for the service, if that is another one: behind chroot."""
        self.sockets = [self._listening(address) for address in addresses]
        self.port, self.operator_port = (each.getsockname()[1] for each in self.sockets)
        client.OPERATOR_PORTS[self.port] = self.operator_port
        self._path, self._address = str(folder / "notify"), f"{within or folder}/notify"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self._path)
        self._socket.setblocking(False)
        self._notices = []  # of (time, lines)

    @staticmethod
    def _listening(address):
        opened = socket.socket()
        opened.bind((address, 0))
        opened.listen(4096)
        moved = socket.socket(fileno=fcntl.fcntl(opened.fileno(), fcntl.F_DUPFD_CLOEXEC, _ABOVE))
        opened.close()
        return moved

    def prefix(self, names="public:operator", count=2, shell=()):
        """The words before a command that gets the sockets: a process of its own id, as LISTEN_PID wants it."""
        moves = " ".join(f"{3 + place}<&{each.fileno()} {each.fileno()}<&-" for place, each in enumerate(self.sockets))
        return ["/bin/bash", "-c", f'exec {moves}; export LISTEN_PID=$$ LISTEN_FDS={count} LISTEN_FDNAMES={names}; exec "$@"',
                "bash", *shell]

    def pass_fds(self):
        return [each.fileno() for each in self.sockets]

    def environment(self, watchdog_seconds=None):
        values = {"NOTIFY_SOCKET": self._address}
        return values | ({"WATCHDOG_USEC": str(watchdog_seconds * 1_000_000)} if watchdog_seconds else {})

    def notices(self):
        """Every line so far, with the time at which it was read."""
        while True:
            try:
                text = self._socket.recv(4096).decode()
            except BlockingIOError:
                return list(self._notices)
            self._notices += [(time.monotonic(), line) for line in text.splitlines()]

    def until(self, line, times=1, seconds=60):
        """Waits until this line has come as often; the times at which it came."""
        def found():
            moments = [at for at, each in self.notices() if each == line]
            return moments if len(moments) >= times else None
        return poll.until(f"the notice {line}, {times} times", found, seconds)

    def forget(self):
        self.notices()
        self._notices = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for each in (*self.sockets, self._socket):
            each.close()
        os.unlink(self._path)


class NewConnections:
    """Asks one question after the other, each on a connection of its own: what a restart does to those who come then."""

    def __init__(self, port, target="/v1/concerts"):
        self._request = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
        self._port = port
        self.answered = self.refused = self.closed = 0
        self.longest = 0.0

    def ask(self):
        begun = time.monotonic()
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=180) as connection:
                connection.sendall(self._request)
                answer = b"".join(iter(lambda: connection.recv(65536), b""))
        except ConnectionRefusedError:
            self.refused += 1
            return
        except ConnectionError:
            answer = b""
        if answer.startswith(b"HTTP/1.1 200"):
            self.answered += 1
        else:
            self.closed += 1
        self.longest = max(self.longest, time.monotonic() - begun)
