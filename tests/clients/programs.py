"""The client programs of programs/: how each is started, what it can do, and its version."""

import base64
import json
import os
import pathlib
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent / "programs"
# Where Debian has the packages of node; a node of another origin does not look there.
NODE_PATH = "/usr/share/nodejs"
ANSWER_SECONDS = 30
PYTHON = "/usr/bin/python3"


def _package(name):
    """The version of a package of node."""
    return json.loads((pathlib.Path(NODE_PATH) / name / "package.json").read_text())["version"]


def _printed(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")[0]


def _module(name):
    return _printed(PYTHON, "-c", f"import {name}; print({name}.__version__)")


class Program:
    def __init__(self, name, command, version, keeps_connections=True, built_by=None):
        self.name = name
        self.command = [str(part) for part in command]
        self.version = version
        self.keeps_connections = keeps_connections
        self.built_by = built_by

    def build(self, folder):
        """Compiles it into a folder, if it is compiled."""
        if self.built_by:
            subprocess.run([str(part) for part in self.built_by(folder)], check=True,
                           env={**os.environ, "GOCACHE": f"{folder}/go-cache", "GO111MODULE": "off"})
            self.command = [part.format(folder=folder) for part in self.command]
            self.built_by = None
        return self


def _node(name, version):
    return Program(name, ["node", HERE / f"{name}.cjs"], version)


ALL = [
    Program("curl", [PYTHON, HERE / "curl_client.py"], lambda: _printed("curl", "--version").split()[1], keeps_connections=False),
    _node("fetch", lambda: "node " + _printed("node", "--version")[1:]),
    _node("node-http", lambda: "node " + _printed("node", "--version")[1:]),
    _node("undici", lambda: _package("undici")),
    _node("axios", lambda: _package("axios")),
    Program("java", ["java", "-cp", "{folder}", "Client"], lambda: _printed("java", "--version").split()[1],
            built_by=lambda folder: ["javac", "-d", folder, HERE / "Client.java"]),
    Program("go", ["{folder}/go-client"], lambda: _printed("go", "version").split()[2][2:],
            built_by=lambda folder: ["go", "build", "-o", f"{folder}/go-client", HERE / "client.go"]),
    Program("requests", [PYTHON, HERE / "requests_client.py"], lambda: _module("requests")),
    Program("httpx", [PYTHON, HERE / "httpx_client.py"], lambda: _module("httpx")),
    Program("aiohttp", [PYTHON, HERE / "aiohttp_client.py"], lambda: _module("aiohttp")),
    Program("php-curl", ["php", HERE / "client.php"], lambda: _printed("php", "-r", "echo PHP_VERSION;")),
    Program("ruby", ["ruby", HERE / "client.rb"], lambda: _printed("ruby", "-e", "print RUBY_VERSION")),
]
BY_NAME = {program.name: program for program in ALL}


class Answer:
    def __init__(self, line):
        status, body, *pairs = line.rstrip("\n").split("\t")
        self.body = base64.b64decode(body)
        if status == "error":
            raise ConnectionError(self.body.decode())
        self.status = int(status)
        self.headers = {name.lower(): value for name, value in (pair.split(": ", 1) for pair in pairs if ": " in pair)}

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.headers} {self.body[:300]!r}"


class Running:
    """A program that carries out calls, one line each."""

    def __init__(self, program, base, log):
        assert shutil.which(program.command[0]), f"{program.command[0]} is not installed"
        self._log = log.open("wb")
        self.process = subprocess.Popen([*program.command, base], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=self._log, text=True,
                                        env={**os.environ, "NODE_PATH": NODE_PATH})

    def call(self, method, segments, body=None, form="plain", **headers):
        """`segments` of the path are encoded by the program; names of headers have _ for -."""
        text = "" if body is None else body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        if text:
            headers.setdefault("Content_Type", "application/json")
        pairs = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.process.stdin.write("\t".join([method, form, " ".join(segments), text, *pairs]) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise ConnectionError(f"the program ended with {self.process.wait(ANSWER_SECONDS)}")
        return Answer(line)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self._log.close()
