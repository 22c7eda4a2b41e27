"""Processes of a run: none outlives it; their CPU and memory can be read at any time."""

import ctypes
import os
import pathlib
import signal
import socket
import subprocess

from tests.harness import poll

START_SECONDS = 120
# The longest wait for a server to stop: it folds the rest of the journal first.
STOP_SECONDS = 60
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_libc = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


def _die_with_parent():
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


class Process:
    """One server. Its output goes to a file in its folder, so that it never blocks on a reader."""

    def __init__(self, command, folder, user=None, stop_signal=signal.SIGTERM):
        self.folder = pathlib.Path(folder)
        self._name = pathlib.Path(command[0]).name
        self._stop_signal = stop_signal
        self._log = self.folder / f"{self._name}.log"
        identity = {"user": user, "group": user, "extra_groups": []} if user else {}
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen([str(word) for word in command], cwd=self.folder, stdout=log, stderr=log,
                                             stdin=subprocess.DEVNULL, preexec_fn=_die_with_parent, **identity)
        self.pid = self._process.pid

    @property
    def output(self):
        return self._log.read_text(errors="replace")

    def wait_until(self, condition):
        """The first true value of the condition; an error with the output if the process ends or it
        takes too long."""
        def checked():
            value = condition()
            if not value and self._process.poll() is not None:
                raise RuntimeError(f"{self._name} ended with {self._process.returncode}:\n{self.output}")
            return value
        return poll.until(f"{self._name} is ready", checked, START_SECONDS, 0.002)

    def wait_for_port(self, port):
        def accepts():
            with socket.socket() as tried:
                return tried.connect_ex(("127.0.0.1", port)) == 0
        self.wait_until(accepts)

    def cpu_seconds(self):
        """User and system time of the process, its threads and its children, including ended ones.
        """
        return sum(sum(map(int, fields[11:15])) for _, fields in _tree(self.pid)) / _TICKS

    def resident_bytes(self):
        return int(pathlib.Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * _PAGE

    def kill(self):
        self._process.kill()
        self._process.wait()

    def stop(self):
        """Asks the process to end, and kills it if it does not. Returns its exit status."""
        if self._process.poll() is None:
            self._process.send_signal(self._stop_signal)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()
        return self._process.returncode

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def _tree(root):
    """(pid, fields of /proc/PID/stat from the state on) of a process and all its living
    descendants."""
    stats = {}
    for folder in pathlib.Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stats[int(folder.name)] = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            except (FileNotFoundError, ProcessLookupError):
                continue  # the process has ended meanwhile
    found = [root]
    for pid in found:
        found += [child for child, fields in stats.items() if int(fields[1]) == pid]
    return [(pid, stats[pid]) for pid in found]
