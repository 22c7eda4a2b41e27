"""Runs the C++ test programs and the black-box tests of a build, and counts them in one last line."""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from harness import postgres  # noqa: E402

# Time limits in seconds, for a part of a test program and for a suite; sufficient on a slow
# machine.
PROGRAM_TIMEOUT = 1800
SUITE_TIMEOUT = 3600
# Each test program runs in this many parts (GoogleTest's shards); as many parts run at a time as
# there are cores.
PARTS = 4
# How many of the slowest tests are listed at the end.
SLOWEST = 20
# The simulator's runs: about two minutes on two cores (docs/testing.md).
SIMULATIONS = {
    "simulator": ["--seed", os.environ.get("ONSALE_TEST_SIM_SEED", "1"),
                  "--commands", "10000000", "--all-answers"],
    "small worlds": ["--worlds", "--depth", "8"],
}


class Tally:
    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.skipped = []
        self.seconds = []  # (seconds, name) of each test

    def summary(self):
        line = f"{self.passed} passed, {self.failed} failed"
        return line + (f", {len(self.skipped)} skipped" if self.skipped else "")


def corpora():
    """Folders with bad inputs, beside the repository; tests that need a missing one are skipped."""
    beside = ROOT.parent / "shared/corpora"
    return {"ONSALE_CORPORA": str(beside)} if beside.is_dir() else {}


def said(late):
    """The output of a program that timed out; bytes even in text mode."""
    return "".join((part or b"").decode(errors="replace") for part in (late.stdout, late.stderr))


def run_part(program, tests, part):
    """Runs one part of a test program; returns its report, output, success and seconds."""
    start = time.monotonic()
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        command = [program, "--gtest_brief=1", f"--gtest_output=json:{report.name}", f"--gtest_filter={tests}"]
        environment = corpora() | os.environ | {"GTEST_TOTAL_SHARDS": str(PARTS), "GTEST_SHARD_INDEX": str(part)}
        try:
            done = subprocess.run(command, env=environment, capture_output=True,
                                  text=True, errors="replace", stdin=subprocess.DEVNULL,
                                  timeout=PROGRAM_TIMEOUT)
            output, good = done.stdout + done.stderr, done.returncode == 0
        except subprocess.TimeoutExpired as late:
            output, good = f"{said(late)}\n{program.name}: no end in {PROGRAM_TIMEOUT} s", False
        text = pathlib.Path(report.name).read_text()
    return json.loads(text) if text else None, output, good, time.monotonic() - start


def run_gtests(programs, tests, tally):
    """Runs the parts of test programs in parallel. A crash counts as one failure beside the
    reported ones."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        parts = {program: [pool.submit(run_part, program, tests, part) for part in range(PARTS)]
                 for program in programs}
        for program, results in parts.items():
            seconds = 0
            for report, output, good, took in (result.result() for result in results):
                seconds += took
                failed = count_gtest(report, output, program.name, tally) if report else 0
                # A program that succeeds without a report has not run its tests.
                if not (good and report):
                    if not failed:
                        tally.failed += 1
                    print(output)
            print(f"  {program.name:<44} {round(seconds):4} s in {PARTS} parts", flush=True)


def count_gtest(report, output, program, tally):
    failed = 0
    # The report lists skipped tests without reasons; pytest's output has the reasons in the same
    # order.
    reasons = iter(re.findall(r": Skipped\n(.*)", output))
    for suite in report.get("testsuites", []):
        for case in suite.get("testsuite", []):
            if case.get("result") == "SKIPPED":
                why = next(reasons, "no reason given")
                tally.skipped.append(f"{program}: {suite['name']}.{case['name']}: {why}")
                continue
            if case.get("status") != "RUN":
                continue
            tally.seconds.append((float(case["time"].rstrip("s")), f"{suite['name']}.{case['name']}"))
            if case.get("failures"):
                failed += 1
            else:
                tally.passed += 1
    tally.failed += failed
    return failed


def run_pytest(build, name, tally):
    binary = build / "src/app/onsale"
    if not binary.exists():
        print(f"{binary} was not built: the black-box tests cannot run")
        tally.failed += 1
        return
    environment = dict(os.environ, ONSALE_BINARY=str(binary), PYTHONDONTWRITEBYTECODE="1")
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        command = [sys.executable, "-m", "pytest", "tests", "-q", "--tb=short", "--no-header",
                   "-p", "no:cacheprovider", f"--junitxml={report.name}"]
        if name:
            command.append(f"--name={name}")
        try:
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True,
                                  text=True, errors="replace", stdin=subprocess.DEVNULL,
                                  timeout=SUITE_TIMEOUT)
            output, status = done.stdout + done.stderr, done.returncode
        except subprocess.TimeoutExpired as late:
            output, status = f"{said(late)}\npytest: no end in {SUITE_TIMEOUT} s", -1
        text = pathlib.Path(report.name).read_text()
    failed = count_pytest(xml.fromstring(text), tally) if text else 0
    # pytest's status 5 means that no test matches the name.
    if status not in (0, 5):
        print(output)
        if not failed:
            tally.failed += 1


def count_pytest(report, tally):
    failed = 0
    for case in report.iter("testcase"):
        tally.seconds.append((float(case.get("time", 0)), f"{case.get('classname')}.{case.get('name')}"))
        skip = case.find("skipped")
        if skip is not None:
            tally.skipped.append(f"{case.get('name')}: {skip.get('message')}")
        elif case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        else:
            tally.passed += 1
    tally.failed += failed
    return failed


def run_simulation(program, arguments, tally):
    """A run of the simulator counts as one test; its findings are printed."""
    command = [program, "--jobs", str(os.cpu_count()), "--out", program.parent, *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace",
                              stdin=subprocess.DEVNULL, timeout=PROGRAM_TIMEOUT)
        output, good = done.stdout + done.stderr, done.returncode == 0
    except OSError as wrong:
        output, good = str(wrong), False
    except subprocess.TimeoutExpired as late:
        output, good = f"{said(late)}\nno end in {PROGRAM_TIMEOUT} s", False
    if good:
        tally.passed += 1
    else:
        tally.failed += 1
        print(output)


def test_programs(build, floors):
    """The programs of these floors, or all; the largest first, so that none runs alone at the end.
    """
    found = {path.name.removesuffix("_test"): path for path in [*build.glob("src/*/*_test"), *build.glob("*/*_test")]
             if path.is_file()}
    return sorted((found[floor] for floor in floors or found), key=lambda path: -path.stat().st_size)


def timed(what, run, *arguments):
    start = time.monotonic()
    run(*arguments)
    print(f"  {what:<44} {round(time.monotonic() - start):4} s", flush=True)


def main():
    parser = argparse.ArgumentParser(prog="./dev test", description=__doc__)
    parser.add_argument("name", nargs="?", default="", help="only tests whose name contains this")
    parser.add_argument("--repeat", type=int, default=1, metavar="N", help="run them N times")
    parser.add_argument("--programs", nargs="+", metavar="FLOOR", help="only the test programs of these floors")
    parser.add_argument("--without", nargs="+", default=[], metavar="SUITE", help=argparse.SUPPRESS)
    parser.add_argument("--build", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--simulator", type=pathlib.Path, help=argparse.SUPPRESS)
    options = parser.parse_args()

    build = options.build.resolve()
    programs = test_programs(build, options.programs)
    tally = Tally()
    # One PostgreSQL server for all tests; it ends with this program.
    os.environ[postgres.VARIABLE] = postgres.shared_url()
    for _ in range(options.repeat):
        run_gtests(programs, f"*{options.name}*-" + ":".join(f"{suite}*" for suite in options.without), tally)
        if options.programs:
            continue
        for what, arguments in SIMULATIONS.items():
            if options.name in what:
                timed(what, run_simulation, options.simulator.resolve(), arguments, tally)
        timed("black-box tests", run_pytest, build, options.name, tally)
    if tally.passed + tally.failed + len(tally.skipped) == 0:
        print(f"no test has '{options.name}' in its name")
        tally.failed = 1
    for seconds, test in sorted(tally.seconds, reverse=True)[:SLOWEST]:
        print(f"slow: {round(seconds):4} s  {test}")
    for skipped in tally.skipped:
        print(f"skipped: {skipped}")
    print(tally.summary())
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
