#!/usr/bin/python3 -B
"""A PostgreSQL 15 of its own for tests, in a temporary folder, reached over a Unix socket.

Prints one line, the connection string of its database `postgres`, and runs until its standard input ends or SIGTERM
arrives; then it removes its folder. Lines on the input are commands, each answered with a line `done`:

    crash    kills all its processes       start    starts it again: same data, same address
    pause    stops all its processes       resume   continues them
"""

import argparse
import ctypes
import os
import pathlib
import pwd
import select
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests"))

from harness import poll  # noqa: E402

PROGRAMS = pathlib.Path("/usr/lib/postgresql/15/bin")
START_SECONDS = 60
STOP_SECONDS = 30
# The longest folder of the server's socket: the socket's path has at most 107 bytes, PostgreSQL's
# name in the folder included.
SOCKET_FOLDER_BYTES_MAX = 80
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def servant():
    """The user that root runs it as, because PostgreSQL refuses root; None for other users."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in known else "nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def look(process):
    """(state, parent) of a process; (None, None) if it has ended."""
    try:
        state, above = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[:2]
    except (FileNotFoundError, ProcessLookupError):
        return None, None
    return (None, None) if state == "Z" else (state, int(above))


class Postgres:
    def __init__(self, folder, fsync, tcp, environment):
        self._folder = folder
        self._environment = {**os.environ, **dict(pair.split("=", 1) for pair in environment)}
        self._data = folder / "data"
        self._log = folder / "log"
        self._servant = servant()
        self._process = None
        if self._servant:
            folder.chmod(0o711)
            os.chown(folder, self._servant["user"], self._servant["group"])
        # A time zone that is not a default, so that code which relies on a default fails.
        settings = {"listen_addresses": "", "unix_socket_directories": folder, "max_connections": 200,
                    "timezone": "Asia/Seoul", "log_timezone": "UTC",
                    # Shared memory is in the server's folder: in /dev/shm it would remain after a
                    # kill.
                    "dynamic_shared_memory_type": "mmap"}
        self.url = f"postgresql://postgres@/postgres?host={urllib.parse.quote(str(folder))}"
        if tcp:
            settings |= {"listen_addresses": "127.0.0.1", "port": free_port()}
            self.url = f"postgresql://postgres@127.0.0.1:{settings['port']}/postgres"
        if not fsync:
            settings |= {"fsync": "off", "full_page_writes": "off"}
        self._settings = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]

    def create(self):
        made = subprocess.run([PROGRAMS / "initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                               "--locale", "C", "--no-sync"], cwd=self._folder, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, **self._servant)
        if made.returncode != 0:
            raise RuntimeError(f"initdb: {made.stdout}{made.stderr}")

    def start(self):
        # The server ends with this program. It has a session of its own, so that Ctrl-C reaches
        # only this program.
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen(
                [PROGRAMS / "postgres", "-D", self._data, *self._settings], cwd=self._folder, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True, env=self._environment,
                preexec_fn=lambda: _libc.prctl(PR_SET_PDEATHSIG, signal.SIGQUIT), **self._servant)
        poll.until("PostgreSQL is ready", self._is_ready, START_SECONDS)

    def _is_ready(self):
        if self._process.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended with {self._process.returncode}:\n{self.log}")
        return "database system is ready to accept connections" in self.log

    @property
    def log(self):
        return self._log.read_text(errors="replace")

    def watch(self):
        """A file descriptor that becomes readable when the server has ended."""
        return os.pidfd_open(self._process.pid) if self._process else None

    def crash(self):
        processes = self._send(signal.SIGKILL)
        self._process.wait(STOP_SECONDS)
        # A start would be refused while a process is attached to the shared memory.
        poll.until("all processes are gone", lambda: all(look(one)[0] is None for one in processes), STOP_SECONDS)
        self._process = None

    def pause(self):
        self._send(signal.SIGSTOP)

    def resume(self):
        self._send(signal.SIGCONT)

    def stop(self):
        """Stops it immediately: its folder is removed anyway."""
        if self._process and self._process.poll() is None:
            self._send(signal.SIGCONT)
            self._process.send_signal(signal.SIGQUIT)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.crash()
        self._forget_memory()

    def _send(self, signal_number):
        """Signals the server and its children, which have their own sessions; returns them all."""
        server = self._process.pid
        # The server is stopped meanwhile, so that it starts no further child.
        os.kill(server, signal.SIGSTOP)
        poll.until("the server has stopped", lambda: look(server)[0] in ("T", None), STOP_SECONDS)
        numbers = (int(entry.name) for entry in pathlib.Path("/proc").iterdir() if entry.name.isdigit())
        processes = [server, *(number for number in numbers if look(number)[1] == server)]
        for process in processes:
            try:
                os.kill(process, signal_number)
            except ProcessLookupError:
                pass  # the connection's process has ended meanwhile
        return processes

    def _forget_memory(self):
        """Removes the few bytes of System V memory that a killed server leaves; its own file has
        their number."""
        try:
            segment = (self._data / "postmaster.pid").read_text().splitlines()[6].split()[1]
        except (FileNotFoundError, IndexError):
            return
        subprocess.run(["ipcrm", "-m", segment], check=False, stderr=subprocess.DEVNULL)


def obey(postgres):
    """Executes commands until the input ends. An error if the server ends by itself."""
    words = {"crash": postgres.crash, "start": postgres.start, "pause": postgres.pause, "resume": postgres.resume}
    waiting = b""
    while True:
        watched = postgres.watch()
        ready, _, _ = select.select([0] + ([watched] if watched else []), [], [])
        if watched:
            os.close(watched)
        if watched in ready:
            raise RuntimeError(f"PostgreSQL ended:\n{postgres.log}")
        read = os.read(0, 4096)
        if not read:
            return
        *lines, waiting = (waiting + read).split(b"\n")
        for line in lines:
            word = line.decode(errors="replace")
            if word not in words:
                raise RuntimeError(f"'{word}' is none of {', '.join(words)}")
            words[word]()
            print("done", flush=True)


def suits(folder):
    """Whether a socket's path fits, and users other than root have access."""
    is_reachable = os.geteuid() != 0 or all(above.stat().st_mode & stat.S_IXOTH for above in folder.parents)
    return is_reachable and len(os.fsencode(folder)) <= SOCKET_FOLDER_BYTES_MAX


def make_folder():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="onsale-postgres-"))
    if not suits(folder):
        folder.rmdir()
        folder = pathlib.Path(tempfile.mkdtemp(prefix="onsale-postgres-", dir="/tmp"))
    return folder


def end(*_):
    # From now on signals are ignored: a second one must not interrupt the cleanup.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise SystemExit(0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-fsync", action="store_true", help="faster, without durability")
    parser.add_argument("--tcp", action="store_true", help="listen on a free port of 127.0.0.1 instead")
    parser.add_argument("--environment", action="append", default=[], metavar="NAME=VALUE",
                        help="a variable of the server process, such as another clock")
    options = parser.parse_args()
    if not (PROGRAMS / "postgres").exists():
        parser.exit(1, "needs PostgreSQL 15: apt-get install postgresql-15\n")
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, end)
    folder = make_folder()
    postgres = Postgres(folder, not options.no_fsync, options.tcp, options.environment)
    try:
        postgres.create()
        postgres.start()
        print(postgres.url, flush=True)
        obey(postgres)
    except (RuntimeError, AssertionError) as wrong:
        parser.exit(1, f"{wrong}\n")
    finally:
        postgres.stop()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
