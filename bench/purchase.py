"""Whole purchases a second: six calls in sequence by each buyer, in halls of 50 seats, beside
nginx's constant answers."""

import contextlib
import math

from bench import wire
from bench.calls import PAYMENTS
from bench.references import nginx
from bench.report import Row
from bench.rounds import alternate
from bench.sale import Sale
from bench.wrk import Load, answered, run

SEATS = 50
SHOWS = 3  # shows of one concert, as in the reference catalogue
# Purchases a second divided by nginx's answers a second: a purchase is six calls.
TARGET = 0.08
# Bytes of nginx's constant body: about those of a hold's answer.
ANSWER_BYTES = 330


def measure(bench):
    with bench.part("whole purchases") as part:
        yield from _measure(part)


def _measure(bench):
    scale = bench.scale
    concerts = math.ceil(scale.shows_max / SHOWS)
    first, runs = 0, 0
    with Sale(bench, "purchase", seats=SEATS, shows=SHOWS, concerts=concerts) as sale, contextlib.ExitStack() as stack:
        def once(seconds):
            nonlocal first, runs
            found = run("purchase.lua", sale.port, [first, concerts * SHOWS * SEATS - first, SEATS, SHOWS],
                        scale.connections, seconds, threads=scale.connections)
            if found["wrong"]:
                raise RuntimeError(f"purchases: {found['wrong']}")
            first = found["next"]
            runs += 1
            return found

        references = {}
        if bench.has("nginx", nginx.PROGRAM):
            constant = stack.enter_context(nginx.Nginx(bench.folder / "nginx", constant_bytes=ANSWER_BYTES))
            asked = wire.write_file(bench.folder / "requests", (wire.join(f"p{index}") for index in range(1_000)))
            load = Load(asked, scale.connections, again=True)
            references["nginx"] = lambda: constant.round(load, scale.seconds)
        sale.settle()
        rounds, found = alternate(lambda: sale.measured(lambda: answered(once, "bought", scale.seconds), "bought"),
                                  references, scale.rounds)
    paid = sale.count(PAYMENTS)
    if not rounds.count <= paid <= rounds.count + runs * scale.connections:
        raise RuntimeError(f"{rounds.count} purchases were counted, but sale.db has {paid} payments")
    own = dict(per_second=rounds.rate, p50_us=rounds.p50_us, p99_us=rounds.p99_us, cpu_us=rounds.cpu_us,
               note="whole purchase: token, dates, seats, hold, top-up, pay; times and CPU are for all six.")
    if "nginx" not in found:
        yield Row("whole purchase", **own)
        return
    constant = found["nginx"]
    yield Row("whole purchase", "nginx, per second", **own, against_cpu_us=constant.cpu_us,
              figure=rounds.rate / constant.rate, target=bench.target(TARGET), at_least=True)
    yield Row("  nginx, constant answers", per_second=constant.rate, p50_us=constant.p50_us, p99_us=constant.p99_us,
              cpu_us=constant.cpu_us)
