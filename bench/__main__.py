"""./dev bench: every call of the API beside its references, on this machine, in one run."""

import argparse
import contextlib
import dataclasses
import json
import os
import pathlib
import resource
import shutil
import signal
import sys
import tempfile

from bench import best, growth, latency, machine, measure, memory, nodes, purchase, report, startup
from bench.calls import CALLS
from bench.scale import FULL, TINY

# The parts of the benchmark after the calls, in the order of the run. Each is a function from a
# Bench to the rows of its figures.
PARTS = {"purchase": purchase.measure, "nodes": nodes.measure, "latency": latency.measure, "best": best.measure,
         "start": startup.measure, "memory": memory.measure, "growth": growth.measure}
MESSAGE_MAX = 4_000
FILES, FILES_TINY = 10_000, 1_000
NAMES = [call.name for call in CALLS] + list(PARTS)


@dataclasses.dataclass
class Bench:
    """What every measurement gets: the program, a folder, the scale."""
    binary: pathlib.Path
    folder: pathlib.Path
    scale: object
    tiny: bool
    serve: tuple = ()
    skipped: list = dataclasses.field(default_factory=list)

    @contextlib.contextmanager
    def part(self, title):
        """A folder that is removed at the end of the part."""
        print(f"  {title} ...", file=sys.stderr, flush=True)
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        folder.chmod(0o755)
        try:
            yield dataclasses.replace(self, folder=folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def has(self, name, program):
        """Whether a reference is installed; the report names a missing one once."""
        line = f"{name} is not installed: no comparison with it."
        if not program and line not in self.skipped:
            self.skipped.append(line)
        return bool(program)

    def target(self, value):
        """The target; None at the tiny scale, whose figures are not judged."""
        return None if self.tiny else value


def arguments():
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--tiny", action="store_true", help="measure everything once, in seconds; the figures mean nothing")
    parser.add_argument("--only", metavar="NAME,...", help="measure only these of " + ", ".join(NAMES))
    parser.add_argument("--seconds", type=float, metavar="S", help="length of one round")
    parser.add_argument("--connections", type=int, metavar="N", help="connections of the client")
    parser.add_argument("--io-threads", type=int, metavar="N", help="I/O threads of the server, instead of its default")
    parser.add_argument("--binary", type=pathlib.Path, default=machine.ROOT / "build/release/src/app/onsale",
                        help=argparse.SUPPRESS)
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE",
                        help="write the figures to this JSON file (default: build/bench.json, or bench-tiny.json)")
    parser.add_argument("--markdown", action="store_true",
                        help="print the figures of the last run for docs/benchmarks.md; measure nothing")
    parser.add_argument("--arguments-only", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.json = options.json or machine.ROOT / "build" / ("bench-tiny.json" if options.tiny else "bench.json")
    options.wanted = options.only.split(",") if options.only else NAMES
    for name in options.wanted:
        if name not in NAMES:
            parser.error(f"unknown name '{name}'; known are {', '.join(NAMES)}")
    return options


def make_bench(options, folder):
    scale = TINY if options.tiny else FULL
    changes = {name: getattr(options, name) for name in ("seconds", "connections") if getattr(options, name)}
    serve = ("--io-threads", options.io_threads) if options.io_threads else ()
    return Bench(options.binary.resolve(), folder, dataclasses.replace(scale, **changes), options.tiny, serve)


def run(options, folder):
    """Runs all parts; after an error the rows measured so far are still printed."""
    bench = make_bench(options, folder)
    about = machine.describe(folder)
    scale = bench.scale
    said = (f"{scale.rounds} rounds of {scale.seconds:g} s, {scale.connections} connections"
            + ("; --tiny: the figures mean nothing" if options.tiny else ""))
    rows = []
    try:
        for row in everything(bench, options.wanted):
            rows.append(row)
    finally:
        print(f"\n{report.heading(about)}\n{said}\n\n{report.table(rows)}\n")
        print("\n".join(report.notes(rows) + bench.skipped))
    return report.to_json(about, said, rows, bench.skipped)


def everything(bench, wanted):
    yield from measure.measure_calls(bench, wanted)
    for name, part in PARTS.items():
        if name in wanted:
            yield from part(bench)


def prepare_process(files_wanted):
    """Raises the limit of open files, and lets SIGTERM end the run like Ctrl-C, so that servers
    stop."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if most < files_wanted:
        sys.exit(f"bench: needs {files_wanted:,} open files, but the limit is {most:,}: raise it (ulimit -Hn)")
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda *_: sys.exit(1))


def print_markdown(path):
    if not path.exists():
        sys.exit(f"bench: {path} does not exist: run ./dev bench first")
    print(report.markdown(json.loads(path.read_text())))


def main():
    options = arguments()
    if options.arguments_only:
        return None
    if options.markdown:
        return print_markdown(options.json)
    if not options.binary.exists() or not shutil.which("wrk"):
        sys.exit("bench: needs wrk and the release build: ./dev bench provides both")
    prepare_process(FILES_TINY if options.tiny else FILES)
    with tempfile.TemporaryDirectory(prefix="onsale-bench-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o711)  # servers that run as other users must enter it
        found = run(options, folder)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(found, indent=2) + "\n")
    print(f"\nwritten to {os.path.relpath(options.json)}")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except (RuntimeError, AssertionError, OSError) as wrong:
        sys.exit(f"bench: {str(wrong)[:MESSAGE_MAX]}")
