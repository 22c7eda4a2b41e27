"""Measures each call alternately with its references, and computes the ratios that have targets."""

import contextlib

from bench import journal
from bench.calls import CALLS
from bench.prepared import Prepared
from bench.references import disk, nginx, postgres, redis
from bench.report import Row
from bench.rounds import alternate

SYNC = "fdatasync of "


def measure_calls(bench, wanted):
    for call in CALLS:
        if call.name in wanted:
            with bench.part(call.title) as part:
                yield from _measure(part, call)


def _measure(bench, call):
    with contextlib.ExitStack() as stack:
        prepared = stack.enter_context(Prepared(call, bench))
        references = dict(_references(bench, stack, prepared))
        called, found = alternate(prepared.round, references, bench.scale.rounds)
        batch = prepared.batch_size() if call.found else None
    yield from _rows(bench, call, called, found, batch)


def _references(bench, stack, prepared):
    seconds, connections = prepared.seconds, prepared.load.connections
    if bench.has("nginx", nginx.PROGRAM):
        start = nginx.served_file if prepared.call.file else nginx.constant
        server, load = start(bench.folder, prepared)
        stack.enter_context(server)
        yield "nginx", lambda: server.round(load, seconds)
    if prepared.call.name != "hold":
        return
    if bench.has("Redis", redis.PROGRAM and redis.BENCHMARK):
        keys = stack.enter_context(redis.Redis(bench.folder / "redis", connections))
        yield "Redis", lambda: keys.round(seconds)
    if bench.has("PostgreSQL", postgres.PROGRAM):
        tables = stack.enter_context(postgres.Postgres(bench.folder / "postgres", connections))
        yield "PostgreSQL", lambda: tables.round(seconds)
    # Measures the disk alone: syncs records of the median size of the journal's last frames.
    bare = stack.enter_context(disk.Disk(bench.folder, journal.frame_bytes(prepared.sale.data)))
    yield f"{SYNC}{bare.record_bytes:,} bytes", lambda: bare.round(seconds)


def _rows(bench, call, called, found, batch):
    own = dict(per_second=called.rate, p50_us=called.p50_us, p99_us=called.p99_us, cpu_us=called.cpu_us)
    note = f"{call.title}: {batch:.0f} in each commit." if batch else ""
    nginx_rounds = found.get("nginx")
    if nginx_rounds:
        yield Row(call.title, "nginx", **own, against_cpu_us=nginx_rounds.cpu_us,
                  figure=called.cpu_us / nginx_rounds.cpu_us, target=bench.target(call.target), note=note)
        yield _reference("nginx, as many bytes" if not call.file else "nginx, a file of that size", nginx_rounds)
    else:
        yield Row(call.title, **own, note=note)
    if call.name == "hold":
        yield from _hold_rows(bench, call, called, found, batch)


def _hold_rows(bench, call, called, found, batch):
    if "Redis" in found:
        redis_rounds = found["Redis"]
        yield Row(call.title, "Redis, CPU", cpu_us=called.cpu_us, against_cpu_us=redis_rounds.cpu_us,
                  figure=called.cpu_us / redis_rounds.cpu_us, target=bench.target(0.6))
        yield Row(call.title, "Redis, per second", per_second=called.rate, figure=called.rate / redis_rounds.rate,
                  target=bench.target(1.5), at_least=True)
        yield _reference("Redis, Lua, synced", redis_rounds)
    if "PostgreSQL" in found:
        tables = found["PostgreSQL"]
        yield Row(call.title, "PostgreSQL, CPU", cpu_us=called.cpu_us, against_cpu_us=tables.cpu_us,
                  figure=called.cpu_us / tables.cpu_us)
        yield Row(call.title, "PostgreSQL, per second", per_second=called.rate, figure=called.rate / tables.rate)
        yield _reference("PostgreSQL, a transaction each", tables)
    [(name, sync)] = ((name, rounds) for name, rounds in found.items() if name.startswith(SYNC))
    yield Row(f"  {name} ({batch:.0f} holds)", per_second=sync.rate, p50_us=sync.p50_us,
              p99_us=sync.p99_us, cpu_us=sync.cpu_us / batch, note="CPU of the bare fdatasync is per hold.")


def _reference(title, rounds):
    return Row("  " + title, per_second=rounds.rate, p50_us=rounds.p50_us, p99_us=rounds.p99_us, cpu_us=rounds.cpu_us)
