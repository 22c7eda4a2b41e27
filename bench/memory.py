"""Memory per seat, waiting token and idle connection: differences over many of them."""

from bench import wire
from bench.crowd import Crowd
from bench.report import Row
from bench.sale import Sale

SEAT_BYTES, TOKEN_BYTES, CONNECTION_BYTES = 64, 200, 8 * 1024


def measure(bench):
    with bench.part("memory of a seat") as part:
        yield from _seats(part)
    with bench.part("memory of a waiting token, of a connection") as part:
        yield _waiting(part)
        yield _connections(part)


def _row(bench, name, size, most, note=""):
    return Row(f"memory of {name}", figure=size, unit="bytes", target=bench.target(most), note=note)


def _after_restart(bench, name, **catalog):
    """Memory of a server after a restart: loading a catalogue file temporarily needs more."""
    with Sale(bench, name, **catalog) as sale:
        sale.stop()
        sale.start()
        return sale.resident_bytes()


def _seats(bench):
    """Adds shows of one hall: memory per seat on sale. Then a larger hall: memory per seat of a
    chart."""
    shows = 10
    hall = bench.scale.memory_seats // shows
    one_show = _after_restart(bench, "one-show", seats=hall, shows=1)
    many_shows = _after_restart(bench, "many-shows", seats=hall, shows=1 + shows)
    yield _row(bench, "a seat", (many_shows - one_show) / (hall * shows), SEAT_BYTES)
    small_hall = _after_restart(bench, "small-hall", seats=100, shows=1)
    yield _row(bench, "a seat of a hall", (one_show - small_hall) / (hall - 100), None,
               "a seat of a hall: its row in the chart, which all shows of the hall share, and its row in one "
               "show.")


def _waiting(bench):
    scale = bench.scale
    with Sale(bench, "waiting", room_capacity=1, seats=50, shows=3) as sale:
        sale.join(f"first{index}" for index in range(scale.memory_warm_up))
        sale.settle()
        before = sale.resident_bytes()
        sale.join(f"buyer{index}" for index in range(scale.memory_waiting))
        sale.settle()
        size = (sale.resident_bytes() - before) / scale.memory_waiting
    return _row(bench, "a waiting token", size, TOKEN_BYTES, "a waiting token: in the running server, without the memory "
                "of the fold, which had run before.")


def _connections(bench):
    """Each connection makes one request before it idles, so that its buffers are allocated."""
    count = bench.scale.memory_connections
    with Sale(bench, "idle", seats=50, shows=3) as sale:
        sale.settle()
        before = sale.resident_bytes()
        with Crowd(sale.port, count) as crowd:
            for _ in crowd.ask([wire.get("/v1/concerts")] * count, 200):
                pass
            size = (sale.resident_bytes() - before) / count
    return _row(bench, "an idle connection", size, CONNECTION_BYTES, "an idle connection: memory of the process, without "
                "the kernel's socket buffers.")
