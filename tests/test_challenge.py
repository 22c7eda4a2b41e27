"""Challenges for new buyers: as a page that knows their description, on the real binary."""

import base64
import hashlib
import json

from harness import server as servers
from harness.client import Client
from harness.contract import Contract

TOKENS = "/v1/queue/tokens"
LIMITS = "/v1/operator/limits"
WORK = 20


def key_of(parameters, counter):
    """What a solver computes for each try."""
    password = bytes.fromhex(parameters["nonce"]) + counter.to_bytes(4, "big")
    return hashlib.pbkdf2_hmac("sha256", password, bytes.fromhex(parameters["salt"]), parameters["cost"],
                               parameters["keyLength"]).hex()


def solved(challenge):
    """The proof of a challenge, as ALTCHA's widget writes it."""
    assert challenge["parameters"]["algorithm"] == "PBKDF2/SHA-256"
    for counter in range(WORK):
        key = key_of(challenge["parameters"], counter)
        if key.startswith(challenge["parameters"]["keyPrefix"]):
            solution = {"counter": counter, "derivedKey": key, "time": 3.1}
            return base64.b64encode(json.dumps({"challenge": challenge, "solution": solution}).encode()).decode()
    raise AssertionError(f"no counter below {WORK} solves {challenge}")


class Page:
    """A page of a buyer whom nobody vouches for, as in the loopback demo."""

    def __init__(self, server):
        self.client = Client(server.port, Contract(Client(server.port).get("/openapi.json").json()))

    def join(self, user, proof=None, **options):
        return self.client.post(TOKENS, {"userId": user} | ({"proof": proof} if proof else {}), **options)


def line(start, *arguments, waiting=2):
    """A server whose room has one place, with a turn and so many who wait."""
    server = start("--room-capacity", 1, "--challenge-work", WORK, *arguments)
    page = Page(server)
    for name in range(1 + waiting):
        answer = page.join(f"early{name}")
        if answer.code == "challenge-required":
            answer = page.join(f"early{name}", solved(answer.json()["challenge"]))
        assert answer.status == 201, answer
    return server, page


def test_whoever_joins_a_line_solves_a_challenge_once(start):
    _, page = line(start, "--challenge", "always")
    asked = page.join("kim", key="k")
    assert (asked.status, asked.code) == (403, "challenge-required")
    assert asked.headers["cache-control"] == "no-store"
    proof = solved(asked.json()["challenge"])
    assert page.join("lee", proof).code == "challenge-required", "a proof is for one user"
    assert page.join("kim", proof[:-8]).code == "challenge-required"
    joined = page.join("kim", proof, key="k")
    assert joined.status == 201 and joined.json()["status"] == "WAITING"
    assert page.join("kim").status == 200, "a live token needs no proof"
    assert page.join("kim", key="k").json()["token"] == joined.json()["token"]


def test_nobody_solves_anything_unless_a_mode_is_set(start):
    _, page = line(start, waiting=5)
    assert page.join("kim").status == 201
    assert page.join("lee", "not a proof").status == 201


def test_under_pressure_a_long_line_and_a_rush_need_challenges(start):
    _, page = line(start, "--challenge", "pressure", "--challenge-rate", 1000, waiting=1)
    assert page.join("second").status == 201, "as many wait as the room has places"
    assert page.join("third").code == "challenge-required"


def test_a_rush_needs_challenges_in_any_line(start):
    server = start("--room-capacity", 1, "--challenge", "pressure", "--challenge-rate", 1, "--challenge-work", WORK)
    page = Page(server)
    codes = [page.join(f"user{name}").code for name in range(30)]
    assert codes.count("challenge-required") > 0, codes
    long_line = 2  # one turn, and as many who wait as the room has places
    assert codes[:long_line] == [None] * long_line


def test_the_mode_of_a_running_server_is_changed(start, key_file):
    server = start("--room-capacity", 1, "--owner-key-file", key_file)
    page = Page(server)
    for name in "abc":
        assert page.join(name).status == 201
    changed = page.client.request("PATCH", LIMITS, {"challenge": "always"}, headers=servers.OPERATOR)
    assert (changed.json()["challenge"], changed.json()["mode"]) == ("always", "log")
    server.until_logged('"event":"challenge changed","from":"off","to":"always"')
    assert page.join("kim").code == "challenge-required"
    assert page.join("kim", headers=servers.OPERATOR).status == 201, "a caller with a key speaks for buyers"
    shown = page.client.request("GET", LIMITS, headers=servers.OPERATOR).json()
    assert (shown["challenge"], shown["challengesSent"]) == ("always", 1)


def test_a_restart_and_another_node_check_the_same_proofs(start, tmp_path):
    server, page = line(start, "--challenge", "always")
    proof = solved(page.join("kim").json()["challenge"])
    assert server.terminate() == 0
    again = start("--room-capacity", 1, "--challenge-work", WORK, "--challenge", "always", data=server.data)
    assert Page(again).join("kim", proof).status == 201
