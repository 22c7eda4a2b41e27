"""The measured calls: preparation, requests, and the query that counts their successes."""

import dataclasses
import json
import math
import typing

from bench import wire
from bench.crowd import Probe
from bench.sale import MARKER

HOLDS = "SELECT count(*) FROM reservations"
TOP_UPS = f"SELECT count(*) FROM ledger_entries WHERE kind = 'CHARGE' AND user_id <> '{MARKER}'"
TOKENS = "SELECT count(*) FROM queue_tokens"
PAYMENTS = "SELECT count(*) FROM payments"


@dataclasses.dataclass(frozen=True)
class Call:
    name: str
    title: str
    prepare: typing.Callable    # Sale, Scale -> the requests
    target: float  # CPU per request as a multiple of nginx's
    catalog: typing.Callable = lambda scale: {"seats": 50, "shows": 3}
    settings: dict = dataclasses.field(default_factory=dict)
    status: int = 201
    again: bool = False  # requests may be sent a second time
    found: str = None  # the query that counts successes in sale.db
    file: bool = False          # nginx serves a file instead of a constant
    share: float = 1  # the part of a round's seconds


def _users(count):
    return [f"buyer{index}" for index in range(count)]


def _some(scale):
    return _users(min(1_000, scale.buyers))


def _hold_shows(scale):
    return {"seats": scale.buyers, "shows": math.ceil(scale.requests() / scale.buyers)}


def _hold(sale, scale):
    """Every buyer holds a seat at the first show, then every buyer one at the second, and so on."""
    tokens = sale.join(_users(scale.buyers))
    for show in range(_hold_shows(scale)["shows"]):
        for index, token in enumerate(tokens):
            yield wire.hold(f"c1-{show + 1}", [index + 1], token)


def _top_up(sale, scale):
    return [wire.top_up(user, 1000) for user in _users(scale.buyers)]


def _top_up_once(sale, scale):
    for index in range(scale.requests()):
        yield wire.top_up(f"buyer{index % scale.buyers}", 1000, key=f"top-up-{index}")


def _issue(sale, scale):
    return map(wire.join, _users(scale.requests()))


def _pay_shows(scale):
    seats = 100 * math.ceil(scale.requests(PAY_SHARE) / 300)
    return {"seats": min(seats, 100_000), "shows": math.ceil(scale.requests(PAY_SHARE) / min(seats, 100_000))}


def _pay(sale, scale):
    """As many buyers as payments, each with a held seat and enough balance."""
    users = _users(scale.requests(PAY_SHARE))
    seats = _pay_shows(scale)["seats"]
    tokens = sale.join(users)
    sale.ask(wire.top_up(user, 1000) for user in users)
    held = sale.ask(wire.hold(f"c1-{index // seats + 1}", [index % seats + 1], token)
                    for index, token in enumerate(tokens))
    return [wire.pay(json.loads(body)["reservationId"], token) for body, token in zip(held, tokens)]


def _status(sale, scale):
    return [wire.get("/v1/queue/tokens/me", token) for token in sale.join(_some(scale))]


def _balance(sale, scale):
    users = _some(scale)
    sale.ask(wire.top_up(user, 1000) for user in users)
    return [wire.get(f"/v1/users/{user}/balance") for user in users]


def _seats(sale, scale):
    return [wire.get("/v1/shows/c1-1/seats", token) for token in sale.join(_some(scale))]


def _seats_unchanged(sale, scale):
    tokens = sale.join(_some(scale))
    etag = Probe(sale.port, wire.get("/v1/shows/c1-1/seats", tokens[0])).etag
    return [wire.get("/v1/shows/c1-1/seats", token, etag) for token in tokens]


def _availability(sale, scale):
    return [wire.get("/v1/shows/c1-1/availability", token) for token in sale.join(_some(scale))]


def _large(scale):
    return {"seats": scale.large_show, "shows": 1}


# Each payment takes three requests to prepare, so a run has fewer payments than other calls, and
# shorter rounds.
PAY_SHARE = 0.4
PAY_ROUND_SHARE = 0.5
_QUEUE = {"room_capacity": 1}

CALLS = [
    Call("hold", "hold a fresh seat", _hold, 1.5, catalog=_hold_shows, found=HOLDS),
    Call("top-up", "top-up", _top_up, 1.5, again=True, found=TOP_UPS),
    Call("top-up-key", "top-up with an idempotency key", _top_up_once, None, found=TOP_UPS),
    Call("token", "token issue", _issue, 1.5, settings=_QUEUE, found=TOKENS),
    Call("pay", "pay", _pay, 2.0, catalog=_pay_shows, found=PAYMENTS, share=PAY_ROUND_SHARE),
    Call("status", "queue status", _status, 1.15, settings=_QUEUE, status=200, again=True),
    Call("balance", "balance", _balance, 1.15, status=200, again=True),
    Call("seats-50", "seats of a 50-seat show", _seats, 1.15, status=200, again=True),
    Call("seats-large", "seats of a large show", _seats, 1.2, catalog=_large, status=200, again=True, file=True),
    Call("availability", "availability of a large show", _availability, 1.2, catalog=_large, status=200, again=True,
         file=True),
    Call("seats-304", "the same, not modified (304)", _seats_unchanged, 1.1, catalog=_large, status=304, again=True,
         file=True),
]
