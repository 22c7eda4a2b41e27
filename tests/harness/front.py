"""Proxies as processes, and HAProxy with the configuration of deploy/front on two free loopback ports."""

import os
import pathlib
import shutil
import socket
import subprocess
import tempfile

from harness import http_server, poll
from harness.client import BROKEN, Client
from harness.server import ROOT, STOP_SECONDS

CONFIG = ROOT / "deploy/front/haproxy.cfg"


def program():
    """The path of HAProxy; None if it is not installed."""
    return shutil.which("haproxy") or shutil.which("/usr/sbin/haproxy")


def _listener():
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    listener.set_inheritable(True)
    return listener


class Proxy:
    """The process of a proxy, with a folder of its own. A subclass starts it, and sets `trusted`."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self._folder.name)
        self._log = self.folder / "log"

    def _start(self, command, environment, **options):
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            env={**os.environ, "HOME": self._folder.name, **environment}, **options)

    def _reaches_a_node(self):
        try:
            return Client(self.trusted).get("/readyz").status == 200
        except BROKEN:
            return False

    def ready(self):
        """Waits until a node can be reached."""
        def is_ready():
            assert self.process.poll() is None, self.log()
            return self._reaches_a_node()
        poll.until("the proxy reaches a node", is_ready)
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
        self._folder.cleanup()


class FrontDoor(Proxy):
    """HAProxy before up to three nodes; the others get a bound port that refuses connections."""

    def __init__(self, *node_ports, config=CONFIG):
        super().__init__()
        buyers, trusted, self._away = _listener(), _listener(), socket.socket()
        self._away.bind(("127.0.0.1", 0))  # reserves the port of a node that is down: bound, not listening
        nodes = [*node_ports, *[self._away.getsockname()[1]] * (3 - len(node_ports))]
        self.buyers, self.trusted = (listener.getsockname()[1] for listener in (buyers, trusted))
        environment = {"FRONT_BUYERS": f"fd@{buyers.fileno()}", "FRONT_TRUSTED": f"fd@{trusted.fileno()}"}
        environment |= {f"FRONT_NODE_{number}": f"127.0.0.1:{port}" for number, port in enumerate(nodes, 1)}
        self._start([program(), "-db", "-f", config], environment, pass_fds=[buyers.fileno(), trusted.fileno()])
        for each in (buyers, trusted):
            each.close()
        is_checked = '"$FRONT_NODE_2" check' in pathlib.Path(config).read_text()
        self._absent = range(len(node_ports) + 1, 4) if is_checked else ()

    def _reaches_a_node(self):
        # HAProxy ends what it is about to send to a node when it marks that node down.
        is_known = all(f"node-{number} is DOWN" in self.log() for number in self._absent)
        return is_known and super()._reaches_a_node()

    def __exit__(self, *_):
        super().__exit__()
        self._away.close()


class Echo(http_server.Server):
    """A fake node: answers every GET with 200, and records the request heads."""

    def __init__(self):
        heads = self.heads = []

        class Handler(http_server.Handler):
            def do_GET(self):
                heads.append(str(self.headers))
                self.reply(200, {"X-Content-Type-Options": "nosniff"})

        super().__init__(Handler)
