"""Checks the answers to concurrent clients for strict serialisability: one server, a server that is
killed, nodes over PostgreSQL with faulty connections, and a proxy that falsifies answers."""

import collections
import contextlib
import os
import pathlib
import random
import re
import shutil
import subprocess

import pytest

from harness import poll
from harness import server as servers
from harness.lying_proxy import LyingProxy
from harness.faulty_pg_proxy import AT_COMMIT, FaultyPgProxy

OPERATIONS = int(os.environ.get("ONSALE_TEST_HISTORY", 12_000))
SEED = int(os.environ.get("ONSALE_TEST_HISTORY_SEED", random.randrange(1 << 32)))
NEIGHBOURS = 150
# A kill after so many bytes of the history, on average.
BYTES_PER_KILL = 60_000 + OPERATIONS // 2
KILLS_MAX = 40
SECONDS = 600 + OPERATIONS // 100
# The sale has enough seats for all buyers of the history.
WORLD = {"concerts": min(225, max(20, OPERATIONS // 40_000)), "shows": 4 if OPERATIONS < 400_000 else 10}
# Turns and holds that outlast a restart, so that buyers continue and pay after it.
PATIENT = {"active-ms": 5000, "hold-ms": 2000, "capacity": 20}


def binary():
    """The histories program of the same build as the server."""
    return pathlib.Path(servers.binary()).parents[2] / "histories/histories"


def flags_of(options):
    return [word for name, value in options.items() for word in (f"--{name}", str(value))]


def write_catalogue(folder, **world):
    file = folder / "catalogue.json"
    command = [binary(), "catalogue", *flags_of(WORLD | world)]
    file.write_text(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return file


@pytest.fixture
def catalogue(tmp_path):
    return write_catalogue(tmp_path)


class Recording:
    """`histories record` as a process."""

    def __init__(self, folder, *nodes, operators=(), key_file=None, operations=OPERATIONS, **options):
        """`operators` are ports of the operator's addresses: without them there are no calls of an operator."""
        self.file = folder / "history"
        flags = [word for node in nodes for word in ("--node", f"127.0.0.1:{node}")]
        flags += [word for port in operators for word in ("--operator", f"127.0.0.1:{port}")]
        flags += ["--key-file", key_file] if operators else []
        flags += flags_of(WORLD | options)
        self.process = subprocess.Popen([binary(), "record", *flags, "--operations", str(operations), "--seed", str(SEED),
                                         "--out", self.file], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def running(self):
        return self.process.poll() is None

    def size(self):
        return self.file.stat().st_size if self.file.exists() else 0

    def finish(self):
        out, err = self.process.communicate(timeout=SECONDS)
        print(out)
        assert self.process.returncode == 0, f"seed {SEED}: {out}{err}"
        return {name: int(number) for number, name in re.findall(r"(\d+) (operations|answers lost|forgotten|times 503)", out)}


def logging(file):
    """The environment of a server that logs its decided batches to this file."""
    return {"ONSALE_TEST_DECIDED": str(file)}


def listening_as(server):
    """The addresses of a server, for the one that is started in its place."""
    return {"listen": f"127.0.0.1:{server.port}", "operator_listen": f"127.0.0.1:{server.operator_port}"}


def check(file, *decided):
    done = subprocess.run([binary(), "check", file, *decided], capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode in (0, 1), done.stderr
    return done.returncode == 0, done.stdout


def around(file, operation):
    """The operations around this one, for the report: the seed does not repeat the timing, and CI
    keeps no files."""
    shown = subprocess.run([binary(), "show", file], capture_output=True, text=True, check=True).stdout.splitlines()
    at = shown.index(operation) if operation in shown else len(shown)
    return "\n".join(shown[max(0, at - NEIGHBOURS):at + NEIGHBOURS])


def assert_serialisable(recording, *decided):
    good, said = check(recording.file, *decided)
    if not good:
        kept = shutil.copy(recording.file, binary().with_name(f"history-{SEED}"))
        for file in decided:
            shutil.copy(file, binary().with_name(f"history-{SEED}-{file.name}"))
        pytest.fail(f"seed {SEED}, kept as {kept}:\n{said}\n{around(kept, said.splitlines()[-1].strip())}")
    print(said)
    return said


def figure(said, name):
    return int(re.search(rf"{name}: (\d+)", said).group(1))


def assert_healthy(figures):
    """Without faults, the server neither closes connections nor answers 5xx."""
    assert (figures["answers lost"], figures["times 503"]) == (0, 0), figures


# Answers that every history must contain: without one of them it has tested too little.
ANSWERS = {
    "join": ["ok", "created"],
    "leave": ["ok"],
    "hold": ["created", "seat-unavailable", "too-many-seats", "queue-token-waiting", "queue-token-expired",
             "leaves-single-seat", "access-required"],
    "best": ["created", "best-unavailable", "too-many-seats", "queue-token-expired"],
    "exchange": ["ok", "seat-unavailable", "too-many-seats"],
    "cancel": ["ok", "already-paid"],
    "release": ["ok", "already-paid", "reservation-cancelled"],
    "hold-back": ["ok", "seat-unavailable"],
    "put-on-sale": ["ok", "seat-unavailable"],
    "pay": ["created", "reservation-cancelled", "already-paid", "queue-token-waiting"],
    "top-up": ["created"],
    "token": ["ok"], "reservation": ["ok"], "reservations": ["ok"], "seats": ["ok"], "dates": ["ok"], "balance": ["ok"],
    "ledger": ["ok"],
}


def assert_met_everything(said):
    for kind, answers in ANSWERS.items():
        line = re.search(rf"^  {kind}:(.*)$", said, re.M).group(1)
        for answer in answers:
            assert f" {answer} " in line, f"{kind} was never answered {answer}: the history is too small\n{said}"


def test_one_server(start, catalogue, key_file, tmp_path):
    decided = tmp_path / "decided"
    server = start("--owner-key-file", key_file, catalogs=(catalogue,), environment=logging(decided))
    recording = Recording(tmp_path, server.port, operators=[server.operator_port], key_file=key_file, forget=0.01)
    figures = recording.finish()
    assert figures["forgotten"] > 0
    assert_healthy(figures)
    said = assert_serialisable(recording, decided)
    assert_met_everything(said)
    assert figure(said, "retries with the stored answer") > 0
    assert figure(said, "changes whose answer was lost") > 0


def test_a_server_that_is_killed(start, key_file, tmp_path):
    decided = tmp_path / "decided"
    settings = {"catalogs": (write_catalogue(tmp_path, **PATIENT),), "data": tmp_path / "data",
                "environment": logging(decided)}
    folds = ("--fold-interval", "50ms", "--fold-age-max", "200ms")
    server = start("--owner-key-file", key_file, *folds, **settings)
    recording = Recording(tmp_path, server.port, operators=[server.operator_port], key_file=key_file, **PATIENT)
    dice = random.Random(SEED)
    kills = size = 0
    while recording.running() and kills < KILLS_MAX:
        size = recording.size() + dice.randrange(2 * BYTES_PER_KILL)
        poll.until("the history grows, or is done", lambda: recording.size() > size or not recording.running(), SECONDS)
        if recording.running():
            server.kill()
            kills += 1
            server = start(*folds, **listening_as(server), **settings)
    figures = recording.finish()
    print(f"{kills} kills, {recording.size()} bytes")
    assert figures["answers lost"] > 0 and kills >= 5
    said = assert_serialisable(recording, decided)
    assert figure(said, "changes whose answer was lost") > 0
    assert re.search(r"^  pay:.* created ", said, re.M), "nobody paid"
    assert re.search(r"^  release:.* ok ", said, re.M), "nothing was released"
    assert server.terminate() == 0, server.err
    audited = servers.run("audit", "--data", server.data)
    assert audited.returncode == 0, audited.stdout + audited.stderr


def test_nodes_over_postgres_with_failing_lines(node, database, catalogue, key_file, tmp_path):
    with contextlib.ExitStack() as stack:
        proxies = [stack.enter_context(FaultyPgProxy(database.url, SEED + number)) for number in range(3)]
        decided = [tmp_path / f"decided{number}" for number in range(3)]

        def start(number, **addresses):
            return node(url=proxies[number].url, catalogs=(catalogue,), environment=logging(decided[number]), **addresses)
        nodes = [start(number) for number in range(3)]
        recording = Recording(tmp_path, *(one.port for one in nodes), operators=[one.operator_port for one in nodes],
                              key_file=key_file, operations=OPERATIONS // 2, sessions=24, forget=0.005)
        for proxy in proxies:
            proxy.shaky = True
        poll.until("the history has begun", lambda: recording.size() > 50_000 or not recording.running(), SECONDS)
        nodes[1].kill()
        # While node 1 restarts its proxy makes no faults: a fault would end the start, which
        # another test covers.
        proxies[1].shaky = False
        nodes[1] = start(1, **listening_as(nodes[1]))
        proxies[1].shaky = True
        figures = recording.finish()
        assert figures["answers lost"] > 0
        faults = sum((proxy.faults for proxy in proxies), start=collections.Counter())
        assert sum(faults[kind] for kind in AT_COMMIT) > 0, faults
        print(dict(faults))
        # The files are read one after the other, and nodes continue to make commits: a file could
        # lack a commit on which a later one of another file builds.
        for one in nodes:
            one.kill()
        assert_serialisable(recording, *decided)


# --- It can fail ---

def test_a_falsified_answer_is_found(start, tmp_path):
    """Every falsification that the check must find is in histories/check/check_test.cc."""
    decided = tmp_path / "decided"
    server = start(catalogs=(write_catalogue(tmp_path, **PATIENT),), environment=logging(decided))
    with LyingProxy(server.port) as proxy:
        recording = Recording(tmp_path, proxy.port, operations=3000, sessions=8, buyers=12, **PATIENT)
        recording.finish()
    good, said = check(recording.file, decided)
    assert proxy.lies > 0
    assert not good
    assert re.search(r"that of the model.*\n.*: seats by", said.split("NOT strictly serialisable")[1]), said
