"""Runs wrk and parses what its scripts report."""

import dataclasses
import json
import math
import os
import pathlib
import signal
import subprocess

LUA = pathlib.Path(__file__).resolve().parent / "lua"
# How much longer than its measuring time a run of wrk may take: its script first reads the files.
PATIENCE_SECONDS = 120


@dataclasses.dataclass
class Load:
    """A file of requests, sent in order. Each round continues where the last one ended."""
    file: pathlib.Path
    connections: int
    again: bool = False  # at the end of the file, start again
    offset: int = 0
    runs: int = 0  # runs of wrk so far; each may leave a request in flight on each connection


def run(script, port, arguments, connections, seconds, threads=1):
    """The JSON that the script's `done` printed. A short run that is interrupted while the script still reads its files, before wrk
    handles the signal, has sent nothing: it is run again, for twice as long."""
    while True:
        wrk, out, err = _run_once(script, port, arguments, connections, seconds, threads)
        if wrk.returncode != -signal.SIGINT or seconds == int(seconds):
            break
        seconds = min(1, 2 * seconds) if seconds < 1 else math.ceil(seconds)
    lines = [line for line in out.splitlines() if line.startswith("{")]
    if wrk.returncode != 0 or not lines:
        raise RuntimeError(f"wrk ended with {wrk.returncode}:\n{out}{err}")
    found = json.loads(lines[-1])
    if found["refused"] or found["broken"]:
        raise RuntimeError(f"of {found['requests']} requests {found['refused']} were refused and "
                           f"{found['broken']} connections broke, so the figures would be wrong")
    return found


def _run_once(script, port, arguments, connections, seconds, threads):
    command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{math.ceil(seconds)}s", "-s", LUA / script,
               f"http://127.0.0.1:{port}", "--", *map(str, arguments)]
    wrk = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                           env=os.environ | {"ONSALE_BENCH_THREADS": str(threads)})
    try:
        out, err = _finish(wrk, seconds)
    finally:
        wrk.kill()
        wrk.wait()
    return wrk, out, err


def _finish(wrk, seconds):
    """wrk counts in whole seconds; for a shorter run it is interrupted, which ends it normally."""
    if seconds != int(seconds):
        try:
            return wrk.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            wrk.send_signal(signal.SIGINT)
    return wrk.communicate(timeout=seconds + PATIENCE_SECONDS)


def answered(once, counts, seconds):
    """What `once(seconds)` reports. If the machine stalled for all of a short run, runs it again
    for twice as long."""
    while True:
        found = once(seconds)
        if found[counts]:
            return found
        if seconds >= 1:
            raise RuntimeError(f"no success within {seconds:g} s")
        seconds *= 2


def replay(port, load, seconds):
    def once(seconds):
        found = run("replay.lua", port, [load.file, load.offset, "again" if load.again else "once"], load.connections,
                    seconds)
        if found["exhausted"]:
            raise RuntimeError("all prepared requests were used: raise rate_max in bench/scale.py")
        load.offset = found["offset"]
        load.runs += 1
        return found
    return answered(once, "requests", seconds)
