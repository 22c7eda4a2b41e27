"""Seconds from the start to the printed address, with many rows of every kind."""

import itertools
import json
import statistics

from bench import wire
from bench.report import Row
from bench.sale import Sale

TARGET_SECONDS = 2.0


def measure(bench):
    with bench.part("start with many rows") as part:
        yield from _measure(part)


def _measure(bench):
    wanted = bench.scale.start_rows
    # Half of the rows are seats. Each buyer adds ten rows: token, reservation, wallet, entries, ...
    seats = max(100, wanted // 20 // 100 * 100)
    with Sale(bench, "start", seats=seats, shows=10) as sale:
        _sell(sale, wanted // 20, seats)
        sale.settle()
        while sale.rows() < wanted:
            _top_up(sale, wanted // 20)
            sale.settle()
        sale.stop()
        found = sale.rows()
        clean = statistics.median(_restart(sale, bench.scale.rounds))
        # Top-ups without a later fold: the last commits are only in the journal, as after a power
        # cut.
        _top_up(sale, wanted // 20)
        sale.kill()
        killed = sale.start()
    yield Row(f"start with {found:,} rows", figure=clean, unit="s", target=bench.target(TARGET_SECONDS))
    yield Row("  the same after kill -9", figure=killed, unit="s",
              note="start: without --catalog; reads all tables of sale.db into memory.")


def _restart(sale, times):
    for index in range(times):
        yield sale.start()
        if index + 1 < times:
            sale.stop()


def _sell(sale, buyers, seats):
    """Every second buyer holds a seat, and every second of those pays."""
    users = [f"buyer{index}" for index in range(buyers)]
    tokens = sale.join(users)
    holders = list(zip(users, tokens))[::2]
    held = sale.ask(wire.hold(f"c1-{index // seats + 1}", [index % seats + 1], token)
                    for index, (_, token) in enumerate(holders))
    payers = list(zip(holders, held))[::2]
    sale.ask(wire.top_up(user, 1000) for (user, _), _ in payers)
    sale.ask(wire.pay(json.loads(body)["reservationId"], token) for (_, token), body in payers)


_names = itertools.count(1)


def _top_up(sale, count):
    sale.ask(wire.top_up(f"visitor{next(_names)}", 1000) for _ in range(count))
