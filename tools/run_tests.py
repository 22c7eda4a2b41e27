"""Runs the C++ test programs and the black-box tests of a build, and counts them in one last line."""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from harness import postgres  # noqa: E402

# A program is ended after so many seconds without a line of output. Each test prints one, so this
# limits a single test, however slow the machine is.
SILENCE_MAX = 1800
# The same limit for a run of the simulator, which prints nothing for a long time. It ends worlds
# that hang by itself.
SIMULATION_SECONDS_MAX = 3 * 3600
# Each test program runs in this many parts (GoogleTest's shards); as many parts run at a time as
# there are cores.
PARTS = 4
# A file to which the time of each step is added, shown at the end: the steps before the tests have added theirs.
TIMES = os.environ.get("ONSALE_TIMES")
# How many of the slowest tests are listed at the end.
SLOWEST = 20
# The simulator's runs: about two minutes on two cores (docs/testing.md).
SIMULATIONS = {
    "simulator": ["--seed", os.environ.get("ONSALE_TEST_SIM_SEED", "3"),
                  "--commands", "4000000", "--all-answers"],
    "small worlds": ["--worlds", "--depth", "8"],
}
# Files of black-box tests that run beside each other: each has a server with sanitizers, some have Chromium. Three workers on two
# cores save a twelfth of the time (1,131 s instead of 1,224 s), and make every wait of a test longer.
WORKERS_MAX = 2
# pytest's status if no test has the name.
NONE_CHOSEN = 5
# GoogleTest's lines about tests that passed, which are not shown beside a failure.
PASSED_LINE = re.compile(r"\[ RUN  |\[       OK |\[-----|\[=====|\[  PASSED")


class Tally:
    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.skipped = []
        self.not_run = []  # (count, program): its tests after a crash or a test without end
        self.seconds = []  # (seconds, name) of each test

    def miss(self, count, program):
        """`count` tests of a program were not run: each is a failure."""
        if count > 0:
            self.not_run.append((count, program))
            self.failed += count

    def summary(self):
        line = f"{self.passed} passed, {self.failed} failed"
        if self.not_run:
            line += f" ({sum(count for count, _ in self.not_run)} of them were not run)"
        return line + (f", {len(self.skipped)} skipped" if self.skipped else "")


def run_watched(command, silence_max=SILENCE_MAX, **options):
    """Runs a program as long as it prints: its lines, and its exit status."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True, errors="replace", **options)
    lines = []
    printed = threading.Event()

    def read():
        for line in process.stdout:
            lines.append(line)
            printed.set()

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    silent_since = time.monotonic()
    while reader.is_alive():
        printed.clear()
        reader.join(1)
        if printed.is_set():
            silent_since = time.monotonic()
        elif time.monotonic() - silent_since > silence_max:
            last = lines[-1].strip() if lines else "nothing"
            lines.append(f"{command[0]}: ended after {silence_max} s without a line of output; the last one was: {last}\n")
            process.kill()
            break
    return lines, process.wait()


def corpora():
    """Folders with bad inputs, beside the repository; tests that need a missing one are skipped."""
    beside = ROOT.parent / "shared/corpora"
    return {"ONSALE_CORPORA": str(beside)} if beside.is_dir() else {}


Part = collections.namedtuple("Part", "report lines good seconds")


def run_part(program, tests, part):
    start = time.monotonic()
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        command = [program, f"--gtest_output=json:{report.name}", f"--gtest_filter={tests}"]
        shard = {"GTEST_TOTAL_SHARDS": str(PARTS), "GTEST_SHARD_INDEX": str(part)}
        lines, status = run_watched(command, env=corpora() | os.environ | shard)
        text = pathlib.Path(report.name).read_text()
    return Part(json.loads(text) if text else None, lines, status == 0, time.monotonic() - start)


def run_gtests(programs, tests, tally):
    """Runs the parts of test programs in parallel."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        parts = {program: [pool.submit(run_part, program, tests, part) for part in range(PARTS)]
                 for program in programs}
        for program, results in parts.items():
            seconds = 0
            for part in (result.result() for result in results):
                seconds += part.seconds
                count_part(part, program.name, tally)
            report_time(program.name, seconds, f" in {PARTS} parts")


def count_part(part, program, tally):
    if part.report is None:
        failed = count_lines(part.lines, program, tally)
    else:
        failed = count_report(part, program, tally)
    if part.good and not failed:
        return
    if not failed:
        tally.failed += 1
    print("".join(line for line in part.lines if not PASSED_LINE.match(line)))


def count_lines(lines, program, tally):
    """Counts the tests of a program that ended early: the one that ran has failed, the rest was not
    run."""
    text = "".join(lines)
    expected = int((re.search(r"^\[=+\] Running (\d+) tests?", text, re.M) or [0, 0])[1])
    ended = collections.Counter(re.findall(r"^\[ +(OK|FAILED|SKIPPED) +\] .*ms\)$", text, re.M))
    tally.passed += ended["OK"]
    tally.failed += ended["FAILED"] + 1
    tally.skipped += [f"{program}: a test, without its reason"] * ended["SKIPPED"]
    tally.miss(expected - ended.total() - 1, program)
    return 1


def count_report(part, program, tally):
    failed = 0
    # The report lists skipped tests without reasons; the output has the reasons in the same order.
    reasons = iter(re.findall(r": Skipped\n(.*)", "".join(part.lines)))
    for suite in part.report.get("testsuites", []):
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
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as results:
        command = [sys.executable, "-u", "-m", "pytest", "tests", "-v", "--tb=short", "--no-header",
                   "-p", "no:cacheprovider", f"--results={results.name}", f"--numprocesses={min(os.cpu_count(), WORKERS_MAX)}", "--dist=loadfile"]
        if name:
            command.append(f"--name={name}")
        environment = dict(os.environ, ONSALE_BINARY=str(binary), PYTHONDONTWRITEBYTECODE="1")
        lines, status = run_watched(command, cwd=ROOT, env=environment)
        text = pathlib.Path(results.name).read_text()
    failed = count_pytest([json.loads(line) for line in text.splitlines()], tally)
    if failed or status not in (0, NONE_CHOSEN):
        print("".join(line for line in lines if " PASSED " not in line))
        if not failed:
            tally.failed += 1


def count_pytest(results, tally):
    """Counts the lines that tests/conftest.py writes: how many tests were collected, and one line
    for each test that ended."""
    before = tally.failed
    collected = sum(result.get("collected", 0) for result in results)
    ended = [result for result in results if "test" in result]
    for result in ended:
        tally.seconds.append((result["seconds"], result["test"]))
        if result["outcome"] == "skipped":
            tally.skipped.append(f"{result['test']}: {result['why']}")
        elif result["outcome"] == "passed":
            tally.passed += 1
        else:
            tally.failed += 1
    if not results:
        tally.failed += 1
    tally.miss(collected - len(ended), "black-box tests")
    return tally.failed - before


def run_simulation(program, arguments, tally):
    """A run of the simulator counts as one test; its findings are printed."""
    command = [program, "--jobs", str(os.cpu_count()), "--out", program.parent, *arguments]
    try:
        lines, status = run_watched(command, silence_max=SIMULATION_SECONDS_MAX)
    except OSError as wrong:
        lines, status = [str(wrong)], None
    if status == 0:
        tally.passed += 1
    else:
        tally.failed += 1
        print("".join(lines))


def test_programs(build, floors):
    """The programs of these floors, or all; the largest first, so that none runs alone at the end.
    """
    found = {path.name.removesuffix("_test"): path for path in [*build.glob("src/*/*_test"), *build.glob("*/*_test")]
             if path.is_file()}
    return sorted((found[floor] for floor in floors or found), key=lambda path: -path.stat().st_size)


def timed(what, run, *arguments):
    start = time.monotonic()
    run(*arguments)
    report_time(what, time.monotonic() - start)


def report_time(what, seconds, parts=""):
    """Prints what a step took, as step does in tools/common.sh."""
    line = f"  {what:<44} {round(seconds):4} s{parts}"
    print(line, flush=True)
    if TIMES:
        with open(TIMES, "a") as times:
            times.write(line + "\n")


def main():
    parser = argparse.ArgumentParser(prog="./dev test", description=__doc__)
    parser.add_argument("name", nargs="?", default="", help="only tests whose name contains this")
    parser.add_argument("--repeat", type=int, default=1, metavar="N", help="run the tests N times")
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
    if TIMES:
        print("What each step took:\n" + pathlib.Path(TIMES).read_text(), end="")
    for seconds, test in sorted(tally.seconds, reverse=True)[:SLOWEST]:
        print(f"slow: {round(seconds):4} s  {test}")
    for skipped in tally.skipped:
        print(f"skipped: {skipped}")
    for count, program in tally.not_run:
        print(f"not run: {count} tests of {program}")
    print(tally.summary())
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
