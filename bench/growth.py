"""Whether a call costs more in a large sale: CPU of the call in a small and a large one,
alternating."""

import contextlib
import dataclasses

from bench import wire
from bench.calls import CALLS, HOLDS
from bench.prepared import Prepared
from bench.report import Row
from bench.rounds import Round, alternate
from bench.sale import Sale
from bench.wrk import Load, answered, replay, run

MORE_MOST = 1.15
# Buyers that hold and cancel seats concurrently: a show of 50 seats is too small for many more.
HOLDERS = 48
BUYERS_MOST = HOLDERS * 500
POLLED_MOST = 20_000


def measure(bench):
    yield from _compare(bench, "seats", bench.scale.growth_seats, _sale_of_seats, "hold and cancel")
    yield from _compare(bench, "shows", bench.scale.growth_shows, _sale_of_shows, "hold and cancel")
    yield from _compare(bench, "waiting", bench.scale.growth_waiting, Queue, "queue status")
    yield from _compare(bench, "connections", bench.scale.growth_connections, Connected, "balance")


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
        before = self._sale.cpu_seconds()
        found = answered(self._run, "requests", self._seconds)
        return Round(found["requests"], found["seconds"], self._sale.cpu_seconds() - before, found["p50_us"],
                     found["p99_us"])

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


class Queue:
    """Polls of a queue of a given length, by tokens from all over it."""

    def __init__(self, bench, waiting):
        self._seconds = bench.scale.seconds
        self._sale = Sale(bench, f"waiting-{waiting}", room_capacity=1, seats=50, shows=3)
        try:
            # The first token gets the room's only slot and does not wait, so it is left out.
            tokens = self._sale.join(f"buyer{index}" for index in range(waiting + 1))[1:]
            polled = tokens[::max(1, len(tokens) // POLLED_MOST)]
            file = wire.write_file(self._sale.folder / "requests",
                                   [wire.get("/v1/queue/tokens/me", token) for token in polled])
            self._load = Load(file, bench.scale.connections, again=True)
            self._sale.settle()
        except BaseException:
            self._sale.__exit__(True)
            raise

    def round(self):
        before = self._sale.cpu_seconds()
        found = replay(self._sale.port, self._load, self._seconds)
        self._sale.settle()
        return Round(found["requests"], found["seconds"], self._sale.cpu_seconds() - before, found["p50_us"],
                     found["p99_us"])

    def __enter__(self):
        return self

    def __exit__(self, *failed):
        self._sale.__exit__(*failed)


class Connected(Prepared):
    """Balances over a given number of connections."""

    def __init__(self, bench, connections):
        folder = bench.folder / f"connections-{connections}"
        folder.mkdir()
        balance = next(call for call in CALLS if call.name == "balance")
        super().__init__(balance, dataclasses.replace(bench, folder=folder), connections)
