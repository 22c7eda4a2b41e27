"""The TypeScript client: builds the package below build/, and drives it in a process of node."""

import contextlib
import fcntl
import functools
import hashlib
import itertools
import json
import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "clients/typescript"
DOCUMENT = ROOT / "src/http/openapi.json"
# The package and the document lie to each other as in the repository, so that its scripts work.
BUILD = ROOT / "build/typescript"
PACKAGE = BUILD / "clients/typescript"
# What npm prints if it reaches no registry.
OFFLINE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH", "ERR_SOCKET_TIMEOUT")
SECONDS_MAX = 600


def run(*command, folder=PACKAGE):
    """Runs a command in the package; its output."""
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=SECONDS_MAX)
    assert done.returncode == 0, f"{' '.join(map(str, command))}:\n{done.stdout}"
    return done.stdout


def tool(name, *arguments):
    """Runs a program of the installed packages."""
    return run(PACKAGE / "node_modules/.bin" / name, *arguments)


@contextlib.contextmanager
def alone(folder):
    """Other processes of the tests wait until this one has prepared the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def unless_done(stamp, inputs, step):
    """Runs a step, unless `stamp` says that it was run with these files."""
    digest = hashlib.sha256(b"".join(f"{file} {file.stat().st_size} ".encode() + file.read_bytes() for file in inputs)).hexdigest()
    if not (stamp.is_file() and stamp.read_text() == digest):
        step()
        stamp.write_text(digest)


def install(folder):
    """The packages that the folder pins, without their scripts; unless they are there."""
    unless_done(folder / "node_modules/.installed", [folder / "package-lock.json"], lambda: fetch(folder))


def fetch(folder):
    try:
        run("npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", folder=folder)
    except AssertionError as wrong:
        if any(sign in str(wrong) for sign in OFFLINE):
            pytest.skip("npm reaches no registry, and its cache lacks packages")
        raise


def build():
    shutil.rmtree(PACKAGE / "dist", ignore_errors=True)
    run("npm", "run", "build")


LEFT_OUT = ("node_modules", "dist", "openapi.ts")


def copy():
    """The sources, and the document that they are made from."""
    (BUILD / "src/http").mkdir(parents=True, exist_ok=True)
    shutil.copy(DOCUMENT, BUILD / "src/http")
    for folder in ("src", "test"):
        shutil.rmtree(PACKAGE / folder, ignore_errors=True)
    shutil.copytree(SOURCE, PACKAGE, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*LEFT_OUT))


@functools.cache
def package():
    """The built package's folder."""
    if not shutil.which("npm"):
        pytest.skip("npm is not installed")
    sources = sorted(file for file in SOURCE.rglob("*") if file.is_file() and not set(LEFT_OUT) & set(file.relative_to(SOURCE).parts))
    with alone(BUILD):
        unless_done(BUILD / ".copied", [DOCUMENT, *sources], copy)
        install(PACKAGE)
        unless_done(PACKAGE / "dist/.built", [DOCUMENT, *sources], build)
    return PACKAGE


class Driver:
    """A process of node with the client; one command at a time."""

    def __init__(self):
        self._process = subprocess.Popen(["node", PACKAGE / "test/driver.mjs"], stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE, text=True)
        self._numbers = itertools.count()

    def ask(self, command, **members):
        self._process.stdin.write(json.dumps({"command": command, **members}) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self):
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def stream_name(self):
        return f"stream-{next(self._numbers)}"


class Client:
    """A client of the driver for an address: call() and events() as in TypeScript."""

    def __init__(self, driver, url, token=None, **retry):
        self._driver = driver
        self.settings = {"url": url, "retry": retry} | ({"token": token} if token else {})

    def call(self, key, abort_after_ms=None, **options):
        """The answer, as {"status", "body"} or {"error"}."""
        return self._driver.ask("call", client=self.settings, key=key, options=options,
                                **({} if abort_after_ms is None else {"abortAfterMs": abort_after_ms}))

    def good(self, key, **options):
        """The body of an answer that must be good."""
        answer = self.call(key, **options)
        assert "error" not in answer, answer
        return answer.get("body")

    @contextlib.contextmanager
    def events(self, key, **options):
        name = self._driver.stream_name()
        self._driver.ask("open", client=self.settings, key=key, options=options, stream=name)
        try:
            yield Events(self._driver, name)
        finally:
            self._driver.ask("leave", stream=name)


class Events:
    def __init__(self, driver, name):
        self._driver = driver
        self._name = name

    def next(self):
        """The next event; None at the end."""
        result = self._driver.ask("next", stream=self._name)
        assert "error" not in result, result
        return None if result["done"] else result["event"]

    def until(self, name):
        while (event := self.next()) is not None:
            if event["event"] == name:
                return event
        raise AssertionError(f"the stream ended without {name}")

    def error(self):
        """The error with which the stream ends instead of an event."""
        return self._driver.ask("next", stream=self._name)["error"]

    def abort(self):
        """Aborts the signal while an event is waited for: the error."""
        return self._driver.ask("abort", stream=self._name)["error"]

    def leave(self):
        self._driver.ask("leave", stream=self._name)
