"""Latency of a hold at half of the peak rate, from the intended time of sending, beside a bare
disk."""

import contextlib
import dataclasses
import itertools
import json
import subprocess

from bench import journal, machine, wire
from bench.calls import CALLS
from bench.prepared import Prepared
from bench.references import nginx
from bench.references.disk import Disk
from bench.report import Row
from bench.rounds import Round, alternate
from bench.wrk import PATIENCE_SECONDS

PACED = machine.ROOT / "build/bench/paced"
# Connections of the client: more than requests in flight, so that no request waits for a free one.
CONNECTIONS = 256
TARGET = 10
# The 99th percentiles of the bare disk may differ by this factor within a run; otherwise the
# comparison with it is void.
DISK_SPREAD_MAX = 2


def measure(bench):
    with bench.part("holds at half of the peak rate") as part:
        yield from _measure(part)


def _measure(bench):
    hold = next(call for call in CALLS if call.name == "hold")
    with Prepared(hold, bench) as prepared:
        rate = max(1, int(max(prepared.round().rate for _ in range(bench.scale.rounds)) / 2))
        holds = Paced(prepared, rate)
        holds.round(prepared.seconds / 4)  # gives the journal batches of this rate's size
        with contextlib.ExitStack() as stack:
            disk = stack.enter_context(Disk(bench.folder, journal.frame_bytes(prepared.sale.data)))
            references = {"disk": lambda: disk.round(prepared.seconds / 2)}
            if bench.has("nginx", nginx.PROGRAM):
                server, load = nginx.constant(bench.folder, prepared)
                stack.enter_context(server)
                references["nginx"] = lambda: paced_round(server.port, load.file, rate, prepared.seconds / 2)
            paced, found = alternate(lambda: holds.round(prepared.seconds), references, bench.scale.latency_rounds)
    sync = found["disk"]
    spread = sync.spread("p99_us")
    void = spread > DISK_SPREAD_MAX
    yield Row("hold at half of the peak rate", "fdatasync, p99", paced.rate, paced.p50_us, paced.p99_us, paced.cpu_us,
              figure=None if void else paced.p99_us / sync.p99_us, target=bench.target(TARGET),
              note="half of the peak rate: an open-loop client; the time of a hold begins at its planned moment.")
    yield Row(f"  fdatasync of such a batch ({disk.record_bytes:,} bytes)", per_second=sync.rate, p50_us=sync.p50_us,
              p99_us=sync.p99_us, note=f"half of the peak rate: the p99 of the bare disk varied by a factor of {spread:.1f} "
                                       f"within the run{': the comparison is void' if void else ''}.")
    if "nginx" in found:
        idle = found["nginx"]
        yield Row("  nginx at that rate, same client", per_second=idle.rate, p50_us=idle.p50_us, p99_us=idle.p99_us)


def paced_round(port, file, rate, seconds):
    """One round of paced.cc; the caller measures the server's CPU."""
    words = [PACED, port, file, rate, int(seconds * 1000), CONNECTIONS]
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True,
                          timeout=seconds + PATIENCE_SECONDS)
    if done.returncode != 0:
        raise RuntimeError(f"{done.stdout}{done.stderr}")
    found = json.loads(done.stdout)
    return Round(found["requests"], found["seconds"], 0, found["p50_us"], found["p99_us"])


class Paced:
    """bench/paced.cc with the requests of a prepared call that are not used yet."""

    def __init__(self, prepared, rate):
        self._prepared, self._rate = prepared, rate
        self._left = wire.read_file(prepared.load.file, prepared.load.offset)

    def round(self, seconds):
        sale = self._prepared.sale
        file = sale.folder / "paced"
        wanted = max(1, int(self._rate * seconds))
        wire.write_file(file, itertools.islice(self._left, wanted))
        before = sale.cpu_seconds()
        measured = paced_round(sale.port, file, self._rate, seconds)
        sale.settle()
        measured = dataclasses.replace(measured, cpu_seconds=sale.cpu_seconds() - before)
        self._prepared.rounds.append(measured)
        return measured
