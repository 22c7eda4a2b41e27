"""One process of the cluster: started, found again by a later program, killed, paused, ended."""

import ctypes
import os
import pathlib
import signal
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests"))

from harness import poll  # noqa: E402
from layout import servant  # noqa: E402

STOP_SECONDS = 60
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def fields(process):
    """/proc/PID/stat from the state on; none if it has ended."""
    try:
        read = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if read[0] in "ZX" else read


def family(process):
    """The process and all below it, parents first."""
    parents = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit() and (known := fields(entry.name)):
            parents[int(entry.name)] = int(known[1])
    found = [process] if process in parents else []
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def send(processes, number):
    for process in processes:
        try:
            os.kill(process, number)
        except ProcessLookupError:
            pass  # it ended meanwhile


def identity():
    """For subprocess: whom it runs as."""
    owner = servant()
    return {"user": owner[0], "group": owner[1], "extra_groups": []} if owner else {}


class Service:
    def __init__(self, name, folder, command, environment=None, dies_with_parent=False):
        """Its output goes to `log` and its number to `pid` in the folder."""
        self.name = name
        self.folder = folder
        self._command = [str(word) for word in command]
        self._environment = {**os.environ, **(environment or {})}
        self._dies_with_parent = dies_with_parent
        self._child = None

    def start(self):
        bind = (lambda: _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)) if self._dies_with_parent else None
        with open(self.folder / "log", "ab") as log:
            self._child = subprocess.Popen(self._command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log,
                                           stderr=log, env=self._environment, start_new_session=True, preexec_fn=bind,
                                           **identity())
        # Its start time distinguishes it from a later process of the same number.
        (self.folder / "pid").write_text(f"{self._child.pid} {self._born(self._child.pid)}")

    @staticmethod
    def _born(process):
        known = fields(process)
        return known[19] if known else ""

    @property
    def process(self):
        """Its number while it lives, or none."""
        try:
            number, born = (self.folder / "pid").read_text().split()
        except (FileNotFoundError, ValueError):
            return None
        return int(number) if self._born(number) == born else None

    def ended(self):
        """Whether it was started by this program and has ended by itself."""
        return self._child is not None and self._child.poll() is not None

    def last_words(self):
        return "\n".join((self.folder / "log").read_text(errors="replace").splitlines()[-20:])

    def processes(self):
        """All that would go with its machine."""
        return family(self.process) if self.process else []

    def kill(self):
        going = self.processes()
        send(going, signal.SIGKILL)
        self._await_end(going)

    def pause(self):
        send(self.processes(), signal.SIGSTOP)

    def resume(self):
        send(self.processes(), signal.SIGCONT)

    def stop(self):
        """Asked to end, and killed if it does not."""
        going = self.processes()
        self.resume()
        if self.process:
            send([self.process], signal.SIGTERM)
        try:
            self._await_end(going)
        except AssertionError:
            self.kill()

    def _await_end(self, processes):
        poll.until(f"{self.name} has ended", lambda: not any(map(fields, processes)), STOP_SECONDS)


class Database(Service):
    """Patroni and its PostgreSQL, which is not a child of Patroni after a restart of Patroni."""

    def postmaster(self):
        try:
            number = int((self.folder / "data/postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError, IndexError):
            return None
        try:
            at = os.readlink(f"/proc/{number}/cwd")
        except (FileNotFoundError, ProcessLookupError):
            return None
        return number if at == str(self.folder / "data") else None

    def processes(self):
        own, server = super().processes(), self.server()
        return own + [process for process in server if process not in own]

    def server(self):
        """PostgreSQL alone."""
        number = self.postmaster()
        return family(number) if number else []

    def patroni(self):
        """Patroni alone."""
        server = self.server()
        return [process for process in super().processes() if process not in server]

    def kill_server(self):
        going = self.server()
        send(going, signal.SIGKILL)
        self._await_end(going)

    def pause_server(self):
        send(self.server(), signal.SIGSTOP)

    def kill_patroni(self):
        going = self.patroni()
        send(going, signal.SIGKILL)
        self._await_end(going)
