"""The real binary as a process: starts it on a free port, stops or kills it."""

import contextlib
import functools
import mmap
import os
import pathlib
import re
import signal
import sqlite3
import string
import subprocess
import tempfile
import zlib

from harness import client, poll

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
REFERENCE = ROOT / "catalog/reference.json"
ARENA = ROOT / "catalog/arena.json"
TWO_ROOMS = ROOT / "tests/catalogs/two_rooms.json"
# The longest wait for a start; sanitizer builds on a busy machine need it.
START_SECONDS = 180
STOP_SECONDS = 90


def access_key(key_id, secret, environment="live"):
    """The text of an access key: docs/keys.md."""
    digits = string.digits + string.ascii_uppercase + string.ascii_lowercase
    text = f"ons_{environment}_{key_id}_{secret:0<43}"
    rest, check = zlib.crc32(text.encode()), ""
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        check = digits[digit] + check
    return f"{text}_{check}"


# The owner's key of every sale whose first server gets owner_key_file(), and a key that no sale knows.
OWNER_KEY = access_key("TestsKey", "OfTheOwner")
OTHER_KEY = access_key("OtherKey", "OfSomebodyElse")
OPERATOR = client.bearer(OWNER_KEY)


def owner_key_file(folder, name="owner.key", key=OWNER_KEY):
    """A file with the key, readable only by its owner: for `--owner-key-file` of a sale's first server, whose
    owner's key it becomes, and for `--key-file` of commands."""
    file = pathlib.Path(folder) / name
    file.touch(mode=0o600)
    file.write_text(key + "\n")
    return file


def binary():
    return os.environ.get("ONSALE_BINARY", str(ROOT / "build/test/src/app/onsale"))


@functools.cache
def is_sanitized():
    """Whether the binary has AddressSanitizer, which makes it many times slower."""
    with open(binary(), "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as image:
        return image.find(b"__asan_init") >= 0


def run(*arguments, seconds=START_SECONDS, **options):
    """Runs a subcommand to its end: status, stdout and stderr."""
    return subprocess.run([binary(), *map(str, arguments)], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=seconds, **options)


def tables(data):
    """sale.db of a data directory, opened read-only."""
    return contextlib.closing(sqlite3.connect(f"file:{data}/sale.db?mode=ro", uri=True))


class Server:
    def __init__(self, data, *arguments, catalogs=(REFERENCE,), listen="127.0.0.1:0",
                 operator_listen="127.0.0.1:0", prefix=(), environment=None, stderr=None, pass_fds=()):
        """Does not wait: see ready(). `prefix` is put before the command, as in `setpriv ...`. With
        a descriptor for `stderr`, such as a pipe that nobody reads, `err` stays empty."""
        self.data = pathlib.Path(data)
        command = [*prefix, binary(), "serve", "--listen", listen, "--operator-listen", operator_listen, "--data", str(data)]
        for catalog in catalogs:
            command += ["--catalog", str(catalog)]
        # The output goes to files, not pipes, so the server never blocks on a test that does not
        # read.
        self._out = tempfile.TemporaryFile()
        self._err = tempfile.TemporaryFile()
        self.port = self.operator_port = None
        self.process = subprocess.Popen([*command, *map(str, arguments)], stdout=self._out,
                                        stderr=stderr or self._err, stdin=subprocess.DEVNULL,
                                        env={**os.environ, **(environment or {})}, pass_fds=pass_fds)

    def ready(self, seconds=START_SECONDS):
        """Waits for the printed address."""
        def address():
            found = re.search(r"http://[0-9.]+:(\d+)\n.*http://[0-9.]+:(\d+)\n", self.out)
            if not found and self.process.poll() is not None:
                raise AssertionError(f"the server ended with {self.process.returncode}:\n"
                                     f"{self.out}{self.err}")
            return found
        found = poll.until("the server prints its addresses", address, seconds)
        self.port, self.operator_port = map(int, found.groups())
        client.OPERATOR_PORTS[self.port] = self.operator_port
        return self

    @property
    def out(self):
        return self._text(self._out)

    @property
    def err(self):
        """The whole log of a server that has ended. Lines of a running one may come after the answer
        that they are about: see until_logged()."""
        assert self.process.poll() is not None, "the server still runs: until_logged() waits for a line"
        return self.err_so_far

    def until_logged(self, text, times=1):
        """Waits until the log contains the text this many times."""
        poll.until(f"{text!r} is in the log", lambda: self.err_so_far.count(text) >= times)

    @property
    def err_so_far(self):
        return self._text(self._err)

    @staticmethod
    def _text(file):
        # Reads at an offset, because the server writes through the same open file.
        return os.pread(file.fileno(), 1 << 26, 0).decode(errors="replace")

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def operator_url(self):
        return f"http://127.0.0.1:{self.operator_port}"

    def kill(self):
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    def terminate(self):
        """Sends SIGTERM; returns the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def wait(self, seconds=STOP_SECONDS):
        return self.process.wait(seconds)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()
        self._out.close()
        self._err.close()
