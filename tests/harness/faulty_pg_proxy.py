"""A PostgreSQL proxy with faults: it cuts connections before, during and after COMMIT and
elsewhere, delays, or drops all bytes.

A node connects to `url`. Faults follow a seed, and occur only while `shaky`; `faults` counts them
by kind. With `dies`, it drops the answer to the next COMMIT and is `dead` afterwards: new
connections are closed at once.
"""

import collections
import random
import selectors
import socket
import threading
import urllib.parse

# Bytes that show a commit: a Bind of the prepared statement `commit` to the unnamed portal, and the
# server's tag of its completion.
COMMIT_ASKED = b"\0commit\0"
COMMIT_DONE = b"COMMIT\0"
CHUNK = 1 << 16
AT_COMMIT = ("before COMMIT", "in COMMIT", "after COMMIT", "slow COMMIT")
ANYWHERE = ("cut", "slow answer", "black hole")
SLOW_SECONDS = 0.06
HOLE_SECONDS = 1.5


class Cut(Exception):
    pass


class FaultyPgProxy:
    def __init__(self, database_url, seed, at_commit=0.02, anywhere=0.004):
        parts = urllib.parse.urlsplit(database_url)
        folder = urllib.parse.parse_qs(parts.query)["host"][0]
        self._server = f"{folder}/.s.PGSQL.5432"
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"postgresql://postgres@127.0.0.1:{self._listener.getsockname()[1]}{parts.path}"
        self.shaky = self.dies = self.dead = False
        self.faults = collections.Counter()
        self._chance = random.Random(seed)
        self._at_commit, self._anywhere = at_commit, anywhere
        self._over = threading.Event()
        self._lines = []
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        # Connects once, so that the thread in accept() wakes and ends.
        socket.create_connection(self._listener.getsockname()).close()
        self._thread.join()
        for line in self._lines:
            line.join()
        self._listener.close()

    def _accept(self):
        while True:
            client, _ = self._listener.accept()
            if self._over.is_set():
                client.close()
                return
            if self.dead:
                client.close()
                continue
            line = threading.Thread(target=self._serve, args=(client,), daemon=True)
            self._lines.append(line)
            line.start()

    def _serve(self, client):
        server = socket.socket(socket.AF_UNIX)
        try:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            server.connect(self._server)
            self._pass_bytes(client, server)
        except (Cut, OSError):
            pass
        finally:
            client.close()
            server.close()

    def _pass_bytes(self, client, server):
        drops_commit = False
        with selectors.DefaultSelector() as ready:
            ready.register(client, selectors.EVENT_READ)
            ready.register(server, selectors.EVENT_READ)
            while not self._over.is_set():
                for key, _ in ready.select(0.1):
                    data = key.fileobj.recv(CHUNK)
                    if not data:
                        raise Cut
                    if key.fileobj is client:
                        drops_commit = self._to_server(server, data) or drops_commit
                    else:
                        self._to_client(client, data, drops_commit)

    def _fault(self, kinds, share):
        if not self.shaky or self._chance.random() >= share:
            return None
        kind = self._chance.choice(kinds)
        self.faults[kind] += 1
        return kind

    def _to_server(self, server, data):
        """Forwards to the server. Returns whether the answer to a COMMIT is to be dropped."""
        if COMMIT_ASKED in data and self.dies:
            self.dead = True
            server.sendall(data)
            return True
        fault = self._fault(AT_COMMIT, self._at_commit) if COMMIT_ASKED in data else None
        if fault == "before COMMIT":
            raise Cut
        if fault == "slow COMMIT":
            self._over.wait(SLOW_SECONDS)
        server.sendall(data)
        if fault == "in COMMIT":
            raise Cut
        return fault == "after COMMIT"

    def _to_client(self, client, data, drops_commit):
        if drops_commit:
            if COMMIT_DONE in data:
                raise Cut
            return
        fault = self._fault(ANYWHERE, self._anywhere)
        if fault == "slow answer":
            self._over.wait(SLOW_SECONDS)
        elif fault == "black hole":
            self._over.wait(HOLE_SECONDS)
            raise Cut
        elif fault == "cut":
            raise Cut
        client.sendall(data)
