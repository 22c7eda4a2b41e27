"""Whether a call costs more in a large sale: CPU of the call in a small and a large one,
alternating."""

import contextlib
import dataclasses

from bench import wire
from bench.calls import CALLS, HOLDS
from bench.prepared import Prepared
from bench.report import Row
from bench.rounds import alternate
from bench.sale import Sale
from bench.wrk import answered, run

MORE_MOST = 1.15
# Buyers that hold and cancel seats concurrently: a show of 50 seats is too small for many more.
HOLDERS = 48
BUYERS_MOST = HOLDERS * 500
POLLED_MOST = 20_000


def measure(bench):
    yield from _compare(bench, "seats", bench.scale.growth_seats, _sale_of_seats, "hold and cancel")
    yield from _compare(bench, "shows", bench.scale.growth_shows, _sale_of_shows, "hold and cancel")
    yield from _compare(bench, "waiting", bench.scale.growth_waiting, _queue, "queue status")
    yield from _compare(bench, "connections", bench.scale.growth_connections, _connected, "balance")


def _compare(bench, what, sizes, subject, call):
    with bench.part(f"growth: {what} from {sizes[0]:,} to {sizes[1]:,}") as part:
        with contextlib.ExitStack() as stack:
            few, many = (stack.enter_context(subject(part, size)) for size in sizes)
            large, found = alternate(many.round, {"few": few.round}, bench.scale.rounds)
        small = found["few"]
    yield Row(f"{call}, {sizes[1]:,} {what}", f"{sizes[0]:,}", large.rate, large.p50_us, large.p99_us, large.cpu_us,
              small.cpu_us, figure=large.cpu_us / small.cpu_us, target=bench.target(MORE_MOST))


def _sale_of_seats(bench, seats):
    """A large sale consists of several shows in the largest halls."""
    hall = min(seats, 100_000)
    return GiveBack(bench, hall, shows=seats // hall)


def _sale_of_shows(bench, shows):
    return GiveBack(bench, 50, shows)


class GiveBack:
    """Holds and cancellations over all seats, with so many buyers that each makes few reservations.
    """

    def __init__(self, bench, seats, shows):
        self._seconds, self._seats, self._shows = bench.scale.seconds, seats, shows
        self._sale = Sale(bench, f"seats-{seats}-{shows}", seats=seats, shows=shows)
        self._held = self._runs = 0
        try:
            tokens = self._sale.join(f"buyer{index}" for index in range(min(BUYERS_MOST, bench.scale.buyers)))
            self._tokens = {f"buyer{index}": token for index, token in enumerate(tokens)}
            self._file = self._sale.folder / "tokens"
            self._file.write_text("\n".join(tokens) + "\n")
            self._sale.settle()
        except BaseException:
            self._sale.__exit__(True)
            raise

    def round(self):
        return self._sale.measured(lambda: answered(self._run, "requests", self._seconds))

    def _run(self, seconds):
        found = run("give_back.lua", self._sale.port, [self._file, self._shows, self._seats], HOLDERS, seconds,
                    threads=HOLDERS)
        self._sale.settle()
        self._held += found["held"]
        self._runs += 1
        self._give_back_the_last()
        return found

    def _give_back_the_last(self):
        """Cancels the holds left at the end of a round, which would disturb the next."""
        left = self._sale.select("SELECT id, user_id FROM reservations WHERE status = 'HELD'")
        self._sale.ask((wire.cancel(reservation, self._tokens[user]) for reservation, user in left), 200)

    def __enter__(self):
        return self

    def __exit__(self, failed, *rest):
        self._sale.__exit__(failed, *rest)
        if failed:
            return
        made = self._sale.count(HOLDS)
        if not self._held <= made <= self._held + self._runs * HOLDERS:
            raise RuntimeError(f"{self._held} holds were counted, but sale.db has {made} reservations")


def _prepared(bench, name, size, connections=None, **changes):
    """A call of the table with changes, in a folder of its own."""
    folder = bench.folder / f"{name}-{size}"
    folder.mkdir()
    call = dataclasses.replace(next(call for call in CALLS if call.name == name), **changes)
    return Prepared(call, dataclasses.replace(bench, folder=folder), connections)


def _queue(bench, waiting):
    """Polls of a queue of a given length, by tokens from all over it."""
    def polls(sale, _):
        # The first token gets the room's only slot and does not wait, so it is left out.
        tokens = sale.join(f"buyer{index}" for index in range(waiting + 1))[1:]
        return [wire.get("/v1/queue/tokens/me", token) for token in tokens[::max(1, len(tokens) // POLLED_MOST)]]
    return _prepared(bench, "status", waiting, prepare=polls)


def _connected(bench, connections):
    return _prepared(bench, "balance", connections, connections)
