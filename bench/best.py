"""CPU of a hold whose seats the server chooses, beside a hold of two chosen seats, in a small and in
a large hall."""

import contextlib
import dataclasses
import math

from bench import wire
from bench.calls import HOLDS, Call
from bench.prepared import Prepared
from bench.report import Row
from bench.rounds import alternate

TARGET = 1.5
PAIR = 2
SHOWS = 30  # shows of one concert; a catalogue has at most 1,000 concerts
# The part of a round's seconds: a show is filled by half as many holds as it has seats.
SHARE = 0.25
# The part of a hall that is filled: of the last seats many have none beside them.
FILLED = 0.9


def measure(bench):
    for seats in bench.scale.best_halls:
        with bench.part(f"the server chooses among {seats:,} seats") as part:
            yield _compare(part, seats)


def _compare(bench, seats):
    with contextlib.ExitStack() as stack:
        chosen = stack.enter_context(_prepared(
            bench, "best", seats, lambda show, place, token: wire.best(show, PAIR, token)))
        plain = stack.enter_context(_prepared(
            bench, "plain", seats, lambda show, place, token: wire.hold(show, [PAIR * place + 1, PAIR * place + 2], token)))
        best, found = alternate(chosen.round, {"plain": plain.round}, bench.scale.rounds)
    by_hand = found["plain"]
    return Row(f"best two of {seats:,} seats", "hold of two seats", best.rate, best.p50_us, best.p99_us, best.cpu_us,
               by_hand.cpu_us, figure=best.cpu_us / by_hand.cpu_us, target=bench.target(TARGET),
               note="best two: halls are filled one after the other, from empty to nine tenths.")


def _prepared(bench, name, seats, request):
    """Holds of pairs that fill one show after the other."""
    holds = bench.scale.requests(SHARE)
    in_show = int(FILLED * seats / PAIR)
    shows = math.ceil(holds / in_show)

    def prepare(sale, scale):
        tokens = sale.join(f"buyer{index}" for index in range(scale.buyers))
        for index in range(holds):
            show, place = divmod(index, in_show)
            yield request(f"c{show // SHOWS + 1}-{show % SHOWS + 1}", place, tokens[index % len(tokens)])

    folder = bench.folder / f"{name}-{seats}"
    folder.mkdir()
    call = Call(f"{name}-{seats}", f"{name}, {seats:,} seats", prepare, None, found=HOLDS, share=SHARE,
                catalog=lambda scale: {"seats": seats, "shows": SHOWS, "concerts": math.ceil(shows / SHOWS)})
    return Prepared(call, dataclasses.replace(bench, folder=folder))
