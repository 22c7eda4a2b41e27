"""HAProxy with the configuration of deploy/front before test nodes, on two free loopback ports."""

import os
import pathlib
import shutil
import socket
import subprocess
import tempfile

from harness import http_server, poll
from harness.client import Client
from harness.server import ROOT

CONFIG = ROOT / "deploy/front/haproxy.cfg"
STOP_SECONDS = 30


def program():
    """The path of HAProxy; None if it is not installed."""
    return shutil.which("haproxy") or shutil.which("/usr/sbin/haproxy")


def _listener():
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    listener.set_inheritable(True)
    return listener


class FrontDoor:
    def __init__(self, *node_ports, config=CONFIG):
        """Up to three nodes; the others get a bound port that refuses connections."""
        buyers, trusted, away = _listener(), _listener(), socket.socket()
        away.bind(("127.0.0.1", 0))
        nodes = [*node_ports, *[away.getsockname()[1]] * (3 - len(node_ports))]
        self.buyers, self.trusted = (listener.getsockname()[1] for listener in (buyers, trusted))
        environment = {"FRONT_BUYERS": f"fd@{buyers.fileno()}", "FRONT_TRUSTED": f"fd@{trusted.fileno()}"}
        environment |= {f"FRONT_NODE_{number}": f"127.0.0.1:{port}" for number, port in enumerate(nodes, 1)}
        self._folder = tempfile.TemporaryDirectory()
        self._log = pathlib.Path(self._folder.name) / "log"
        with open(self._log, "wb") as log:
            self.process = subprocess.Popen([program(), "-db", "-f", config], stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, env={**os.environ, **environment},
                                            pass_fds=[buyers.fileno(), trusted.fileno()])
        for each in (buyers, trusted):
            each.close()
        self._away = away  # reserves the port of a node that is down: bound, not listening

    def ready(self):
        """Waits until a node can be reached."""
        def is_ready():
            assert self.process.poll() is None, self._log.read_text()
            return Client(self.trusted).get("/readyz").status == 200
        poll.until("the front door reaches a node", is_ready)
        return self

    def log(self):
        return self._log.read_text(errors="replace")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._away.close()
        self._folder.cleanup()


class Echo(http_server.Server):
    """A fake node: answers every GET with 200, and records the request heads."""

    def __init__(self):
        heads = self.heads = []

        class Handler(http_server.Handler):
            def do_GET(self):
                heads.append(str(self.headers))
                self.reply(200, {"X-Content-Type-Options": "nosniff"})

        super().__init__(Handler)
