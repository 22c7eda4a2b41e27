"""Whole purchases a second: six calls in sequence by each buyer, in halls of 50 seats."""

import math

from bench.calls import PAYMENTS
from bench.report import Row
from bench.rounds import Rounds
from bench.sale import Sale
from bench.wrk import answered, run

SEATS = 50
SHOWS = 3  # shows of one concert, as in the reference catalogue
TARGET = 8_000


def measure(bench):
    with bench.part("whole purchases") as part:
        yield _measure(part)


def _measure(bench):
    scale = bench.scale
    concerts = math.ceil(scale.shows_max / SHOWS)
    rounds, first, runs = Rounds(), 0, 0
    with Sale(bench, "purchase", seats=SEATS, shows=SHOWS, concerts=concerts) as sale:
        def once(seconds):
            nonlocal first, runs
            found = run("purchase.lua", sale.port, [first, concerts * SHOWS * SEATS - first, SEATS, SHOWS],
                        scale.connections, seconds, threads=scale.connections)
            if found["wrong"]:
                raise RuntimeError(f"purchases: {found['wrong']}")
            first = found["next"]
            runs += 1
            return found

        sale.settle()
        for _ in range(scale.rounds):
            rounds.append(sale.measured(lambda: answered(once, "bought", scale.seconds), "bought"))
    paid = sale.count(PAYMENTS)
    if not rounds.count <= paid <= rounds.count + runs * scale.connections:
        raise RuntimeError(f"{rounds.count} purchases were counted, but sale.db has {paid} payments")
    return Row("whole purchase", "", rounds.rate, rounds.p50_us, rounds.p99_us, rounds.cpu_us,
               figure=rounds.rate, unit="/s", target=bench.target(TARGET), at_least=True,
               note="whole purchase: token, dates, seats, hold, top-up, pay; times and CPU are for all six.")
