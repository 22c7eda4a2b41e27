"""The suites that may notice a mutant: test programs floor by floor, the simulator, black-box
tests."""

import dataclasses
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

# The time limit of a test program: LIMIT_FACTOR times its usual time, plus LIMIT_SECONDS: more than a test waits before it says for what
# (src/base/await_testing.h).
LIMIT_FACTOR = 4
LIMIT_SECONDS = 60
# The simulator's limit is longer: it ends worlds that hang itself, after two minutes each.
SIMULATOR_SECONDS = 600
# The time limit of a single test, and of the simulator as one.
ALONE_SECONDS = 180
WORDS_MAX = 90
# How many lines are shown of a suite that fails without a mutant.
CONTROL_LINES = 60
# GoogleTest's lines about tests that passed or were skipped, which are not shown.
PASSED_OR_SKIPPED = re.compile(r"\[ RUN  |\[       OK |\[-----|\[=====|\[  (?:PASSED|SKIPPED)|\S+: Skipped|$")
DID_NOT_END = "did not end"
# A mutant may ask for memory without end, or write a file without end: it gets no more addresses and bytes than these.
LIMITED = ("prlimit", f"--as={16 << 30}", f"--fsize={8 << 30}")


@dataclasses.dataclass(frozen=True)
class Suite:
    name: str
    program: str  # the test program, built for the suite; path from the build folder
    arguments: tuple  # arguments of the program, or of pytest
    limit_seconds: int = LIMIT_SECONDS

    @property
    def target(self):
        return pathlib.PurePath(self.program).name

    @property
    def floor(self):
        """The folder of the program: a floor of LADDER, or sim."""
        return self.program.split("/")[-2]


@dataclasses.dataclass(frozen=True)
class Ending:
    status: int | None  # None: stopped at the time limit
    output: str
    seconds: float


def gtest(name, floor, *arguments):
    return Suite(name, f"src/{floor}/{floor}_test", ("--gtest_fail_fast", *arguments))


# The slow tests of store_test, which need a suite of their own: damaged and faulty disks, whole
# sales, and all tests that need PostgreSQL.
LONG = "DiskLiesTest.*:LyingSyncsTest.*:DiskDamageTest.*:AdmissionTest.*:Audit*"
POSTGRES = "*Postgres*:Pg*:ValuesTest.*:*CutLinesTest*:*AwayTest*:*RetriedStateTest*:Differential*"
BLACK_BOX = ("test_calls", "test_rooms", "test_events", "test_lifecycle", "test_audit", "test_nodes",
             "test_races")
ALL = (
    gtest("base_test", "base"),
    gtest("net_test", "net"),
    gtest("outbound_test", "outbound"),
    gtest("domain_test", "domain"),
    gtest("store_test", "store", f"--gtest_filter=-{LONG}:{POSTGRES}"),
    gtest("engine_test", "engine"),
    gtest("http_test", "http"),
    gtest("app_test", "app"),
    gtest("store_test, long", "store", f"--gtest_filter={LONG}"),
    Suite("simulator", "sim/simulator",
          ("--seed", "1", "--commands", "2000000", "--trials", "0"), SIMULATOR_SECONDS),
    gtest("store_test, PostgreSQL", "store", f"--gtest_filter={POSTGRES}"),
    Suite("black box", "src/app/onsale", tuple(f"tests/{name}.py" for name in BLACK_BOX)),
)


SIMULATOR = next(suite for suite in ALL if suite.target == "simulator")
POSTGRES_TESTS = next(suite for suite in ALL if suite.name == "store_test, PostgreSQL")
# For mutants drawn at random, of which some survive and are therefore shown to all.
LADDER = ("base", "net", "outbound", "domain", "store", "engine", "http", "app")
SHORT_SIMULATOR = dataclasses.replace(SIMULATOR, name="simulator, short", arguments=("--seed", "1", "--commands", "400000", "--trials", "0"))
RANDOM = (*ALL, SHORT_SIMULATOR)
COSTLY = (SIMULATOR, POSTGRES_TESTS, ALL[-1])


def alone(suite, test):
    """The suite with one of its tests. The simulator has no tests: it is run as it is."""
    if suite.target == "simulator":
        return suite
    only = f"tests/{test}" if suite.target == "onsale" else f"--gtest_filter={test}"
    return dataclasses.replace(suite, arguments=(only,))


def command(suite, build, jobs):
    program = build / suite.program
    if suite.target == "onsale":
        return [sys.executable, "-B", "-m", "pytest", "-x", "-q", "--tb=line", "-p",
                "no:cacheprovider", *suite.arguments]
    if suite.target == "simulator":
        return [*LIMITED, program, *suite.arguments, "--jobs", str(jobs), "--out", build]
    return [*LIMITED, program, *suite.arguments]


def run(suite, source, build, jobs, limit):
    """Runs a suite once with the built programs, for at most `limit` seconds."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutants-") as scratch:
        environment = dict(os.environ, TMPDIR=scratch, ONSALE_BINARY=str(build / suite.program),
                           PYTHONDONTWRITEBYTECODE="1")
        log = pathlib.Path(scratch) / "output"
        with log.open("wb") as out:
            process = subprocess.Popen(command(suite, build, jobs), cwd=source, env=environment,
                                       stdin=subprocess.DEVNULL, stdout=out,
                                       stderr=subprocess.STDOUT, start_new_session=True)
            try:
                status = process.wait(limit)
            except subprocess.TimeoutExpired:
                status = None
            finally:
                end_all(process)
        return Ending(status, log.read_text(errors="replace"), time.monotonic() - start)


def end_all(process):
    """Kills the processes that a test has left running, which would disturb the next."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def caught_by(suite, ending):
    """The first test that failed; None if all passed."""
    if ending.status == 0:
        return None
    how = DID_NOT_END if ending.status is None else f"ended with {ending.status}"
    if suite.target == "simulator":
        told = re.search(r"^world \d+: (.*)", ending.output, re.MULTILINE)
        return shortened(told[1] if told else how)
    if suite.target == "onsale":
        told = re.search(r"^(?:FAILED|ERROR) (?:tests/)?(\S+)", ending.output, re.MULTILINE)
        return told[1] if told else how
    told = re.search(r"^\[  FAILED  \] ([^\s,]+)", ending.output, re.MULTILINE)
    if told:
        return told[1]
    begun = re.findall(r"^\[ RUN      \] (\S+)", ending.output, re.MULTILINE)
    return f"{begun[-1]}: {how}" if begun else how


def shortened(text):
    return text if len(text) <= WORDS_MAX else text[:WORDS_MAX].rsplit(" ", 1)[0] + " ..."
