"""What an hour of abuse by one client makes the server keep, in memory and on disk.

    python3 -B -m bench.abuse --binary build/release/src/app/onsale

Each kind of abuse runs against a server of its own with `--limits off`, and again with `--limits on`: some users
make more calls than the bounds allow, the rows that are kept are counted in sale.db, and memory and disk grow by
so many bytes a row. An hour without bounds has as many rows as this client's calls of an hour would leave; an hour
within the bounds as many as `docs/limits.md` allows one client. Exit status 1: more rows than a bound allows.
"""

import argparse
import collections
import dataclasses
import json
import pathlib
import resource
import sys
import tempfile
import time
import typing

from bench import wire
from bench.crowd import Crowd
from bench.sale import Sale
from bench.scale import FULL

CONNECTIONS = 64
HOUR = 3600
MEGABYTE = 1e6
SHOW, SEATS = "c1-1", 10_000
# The bounds of src/domain/limits.h and the default limits of an address and of a queue token.
TOKENS_OF_USER, HOLDS_OF_TURN, KEYS_OF_USER = 30, 100, 300
ISSUES_OF_ADDRESS, WRITES_OF_ADDRESS, READS_OF_ADDRESS = 30_000 * 60, 60_000 * 60, 300_000 * 60


@dataclasses.dataclass
class Kind:
    """One way to make the server keep something. `attack(crowd, users, say)` sends the calls of these users."""
    name: str
    refusal: str  # the code beyond the bound
    table: str  # whose rows are kept
    calls: int  # of one user
    kept: int  # rows of one user, at most
    hour: int  # the most rows of one client in an hour with the default limits
    attack: typing.Callable
    bounded_by: str
    sale: dict = dataclasses.field(default_factory=dict)


def _waves(crowd, requests, say):
    """The answers to all requests, counted by status or problem."""
    found = []
    for first in range(0, len(requests), CONNECTIONS):
        for status, body in crowd.answers(requests[first:first + CONNECTIONS]):
            say[json.loads(body)["code"] if status >= 400 else str(status)] += 1
            found.append((status, body))
    return found


def _tokens(crowd, users, say):
    """A queue token for each user; None for those refused."""
    answers = _waves(crowd, [wire.join(user) for user in users], say)
    return [json.loads(body)["token"] if status < 300 else None for status, body in answers]


def _join_once(crowd, users, say):
    _tokens(crowd, users, say)


def _join_and_leave(crowd, users, say):
    for _ in range(TOKENS_OF_USER + 5):
        tokens = [token for token in _tokens(crowd, users, say) if token]
        _waves(crowd, [wire.get("/v1/queue/tokens/me", token).replace(b"GET", b"DELETE", 1) for token in tokens], say)


def _hold_and_cancel(crowd, users, say):
    tokens = [token for token in _tokens(crowd, users, say) if token]
    for _ in range(HOLDS_OF_TURN + 5):
        holds = _waves(crowd, [wire.hold(SHOW, [1 + index], token) for index, token in enumerate(tokens)], say)
        held = [(json.loads(body)["reservationId"], token) for (status, body), token in zip(holds, tokens) if status == 201]
        _waves(crowd, [wire.cancel(*one) for one in held], say)


def _fresh_keys(crowd, users, say):
    for turn in range(KEYS_OF_USER + 5):
        _waves(crowd, [wire.top_up(user, 1, f"k{turn}") for user in users], say)


def _top_up_once(crowd, users, say):
    _waves(crowd, [wire.top_up(user, 1) for user in users], say)


def _read_once(crowd, users, say):
    _waves(crowd, [wire.get(f"/v1/users/{user}/balance") for user in users], say)


KINDS = [
    Kind("queue tokens of invented users", "quota-exceeded", "queue_tokens", 1, 1, ISSUES_OF_ADDRESS, _join_once,
         "`--limit-issue` of the address", {"room_capacity": 1}),
    Kind("entries in the lobby of a draw, of invented users", "quota-exceeded", "queue_tokens", 1, 1, ISSUES_OF_ADDRESS,
         _join_once, "`--limit-issue` of the address", {"lobby": True}),
    Kind("queue tokens of one user, who leaves and joins again", "too-many-queue-tokens", "queue_tokens",
         2 * (TOKENS_OF_USER + 5), TOKENS_OF_USER, TOKENS_OF_USER, _join_and_leave, "30 an hour and room"),
    Kind("reservations of one user, cancelled or left unpaid", "too-many-holds", "reservations", 2 * HOLDS_OF_TURN + 5,
         HOLDS_OF_TURN, TOKENS_OF_USER * HOLDS_OF_TURN, _hold_and_cancel, "100 in a turn, 30 turns an hour"),
    Kind("stored answers of one user, by new idempotency keys", "too-many-idempotency-keys", "idempotency_records",
         KEYS_OF_USER + 5, KEYS_OF_USER, KEYS_OF_USER, _fresh_keys, "300 at a time"),
    Kind("wallets of users never seen, by top-ups", "access-key-required", "wallets", 1, 1, 0, _top_up_once,
         "a key with `wallet:top-up`; a loopback demo needs none"),
    Kind("balances read of users never seen", "quota-exceeded", "wallets", 1, 0, 0, _read_once, "nothing is kept"),
]


@dataclasses.dataclass
class Found:
    said: collections.Counter
    calls_per_second: float
    rows: int
    memory: float  # bytes
    disk: float  # bytes


def _disk_bytes(folder):
    return sum(file.stat().st_blocks * 512 for file in folder.rglob("*") if file.is_file())


def _round(sale, kind, users):
    """Attacks with these users; what the server keeps afterwards."""
    sale.settle()
    rows, memory, disk = sale.count(f"SELECT count(*) FROM {kind.table}"), sale.resident_bytes(), _disk_bytes(sale.data)
    say, begun = collections.Counter(), time.monotonic()
    with Crowd(sale.port, CONNECTIONS) as crowd:
        kind.attack(crowd, users, say)
    seconds = time.monotonic() - begun
    sale.settle()
    return Found(say, sum(say.values()) / seconds, sale.count(f"SELECT count(*) FROM {kind.table}") - rows,
                 sale.resident_bytes() - memory, _disk_bytes(sale.data) - disk)


def run(bench, kind, mode, calls):
    """The second of two rounds: the first one allocates what does not grow any more."""
    # A seat for each user who holds one.
    users = max(1, min(calls // kind.calls, SEATS if kind.table == "reservations" else calls))
    sale = {"room_capacity": 1_000_000, "seats": SEATS, "shows": 1, **kind.sale}
    with Sale(bench, f"{KINDS.index(kind)}-{mode}", "--limits", mode, **sale) as running:
        _round(running, kind, [f"first{index}" for index in range(max(1, users // 4))])
        found = _round(running, kind, [f"buyer{index}" for index in range(users)])
    # The wallet of the marker, by which the end of a fold is recognised, is not the attacker's.
    most = users * kind.kept
    if found.rows > most:
        raise RuntimeError(f"{kind.name}: {found.rows} rows are kept, {most} are the bound")
    return found


def _megabytes(size):
    return f"{size / MEGABYTE:,.0f}" if size >= 10 * MEGABYTE else f"{size / MEGABYTE:,.1f}"


def _cells(kind, found, limited):
    """A line of the table: bytes of a row, and the rows and megabytes of an hour without and within bounds."""
    if found.rows:
        memory, disk = max(0.0, found.memory / found.rows), max(0.0, found.disk / found.rows)
    else:
        memory = disk = 0.0
    # Every call that keeps something or is refused by the bound of its user.
    share = found.rows / max(1, found.rows + found.said[kind.refusal])
    attempts = found.calls_per_second * HOUR * (found.rows + found.said[kind.refusal]) / max(1, sum(found.said.values()))
    without = attempts if share else 0.0
    within = min(without, kind.hour)
    refused = limited.said[kind.refusal] + limited.said["quota-exceeded"] * (kind.refusal != "quota-exceeded")
    return [kind.name, f"`{kind.refusal}`", kind.bounded_by, f"{found.calls_per_second:,.0f}", f"{refused:,}",
            f"{memory:,.0f} / {disk:,.0f}",
            f"{without:,.0f}: {_megabytes(without * memory)} / {_megabytes(without * disk)}",
            f"{within:,.0f}: {_megabytes(within * memory)} / {_megabytes(within * disk)}"]


HEAD = ["abuse", "refusal", "bound of one client", "calls a second, limits off", "refused, limits on",
        "bytes a row, memory / disk", "an hour without bounds: rows, MB memory / disk", "an hour within them"]


@dataclasses.dataclass
class _Bench:
    binary: pathlib.Path
    folder: pathlib.Path
    scale: object = FULL
    serve: tuple = ()


def main():
    parser = argparse.ArgumentParser(prog="python3 -B -m bench.abuse", description=__doc__.splitlines()[0])
    parser.add_argument("--binary", type=pathlib.Path, default=pathlib.Path("build/release/src/app/onsale"))
    parser.add_argument("--calls", type=int, default=60_000, help="calls of each kind [60000]")
    parser.add_argument("kinds", nargs="*", help="words of the kinds to run [all]")
    options = parser.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    wanted = [kind for kind in KINDS if not options.kinds or any(word in kind.name for word in options.kinds)]
    print("| " + " | ".join(HEAD) + " |\n|" + "---|" * len(HEAD), flush=True)
    for kind in wanted:
        with tempfile.TemporaryDirectory(prefix="onsale-abuse-") as name:
            bench = _Bench(options.binary.resolve(), pathlib.Path(name))
            found, limited = (run(bench, kind, mode, options.calls) for mode in ("off", "on"))
        print("| " + " | ".join(_cells(kind, found, limited)) + " |", flush=True)
        print(f"  {kind.name}: off {dict(found.said)}, {found.rows} rows; on {dict(limited.said)}, {limited.rows} rows",
              file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main()
    except (RuntimeError, AssertionError, OSError) as wrong:
        sys.exit(f"abuse: {str(wrong)[:4000]}")
