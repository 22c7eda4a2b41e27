"""Limits of callers and the addresses of clients, from outside: what a limited caller receives, the
mode of a running server, and 2,000 buyers behind one address. How a caller is identified:
src/http/dispatcher_test.cc and server_callers_test.cc."""

import concurrent.futures
import subprocess

from harness import server as servers
from harness.buyer import Buyer
from harness.client import Client

LIMITS = "/v1/operator/limits"
BUYERS = 2000
THREADS = 8


def exceeded(house):
    """The mode, and how many public calls of addresses were beyond their limit."""
    limits = house.operator("GET", LIMITS).json()
    return limits["mode"], {one["class"]: one["exceededByAddresses"] for one in limits["classes"]}["public"]


def test_curl_is_refused_beyond_its_limit_and_learns_when_to_return(start):
    server = start("--limits", "on", "--limit-public", "1/2", "--callers-per-address", 1)
    curl = ["curl", "-si", f"{server.url}/v1/concerts"]
    answers = [subprocess.run(curl, capture_output=True, text=True, check=True).stdout for _ in range(3)]
    assert [answer.split()[1] for answer in answers] == ["200", "200", "429"]
    assert 'RateLimit-Policy: "public";q=2;w=120' in answers[0]
    assert 'RateLimit: "public";r=1;t=60' in answers[0]
    assert "Retry-After: " in answers[2] and '"code":"quota-exceeded"' in answers[2]
    assert Client(server.port).get("/livez").status == 200


def test_the_mode_of_a_running_server_is_changed_and_calls_are_counted(open_server):
    house = open_server("--limit-public", "1/1", "--callers-per-address", 1)
    _, before = exceeded(house)
    assert [house.client.get("/v1/concerts").status for _ in range(3)] == [200] * 3
    assert exceeded(house) == ("log", before + 3)
    house.server.until_logged('"event":"limit exceeded","class":"public","caller":"address","calls":1')
    assert house.operator("PATCH", LIMITS, {"mode": "on"}).json()["mode"] == "on"
    house.server.until_logged('"event":"limits changed","from":"log","to":"on"')
    assert house.client.get("/v1/concerts").code == "quota-exceeded"
    assert exceeded(house) == ("on", before + 4)
    house.operator("PATCH", LIMITS, {"mode": "off"})
    assert house.client.get("/v1/concerts").status == 200


class Carried(Client):
    """A client behind a carrier's address, as the carrier's proxy states it."""

    def __init__(self, port):
        super().__init__(port)
        self.limited = 0

    def request(self, method, target, json_body=None, **options):
        options["headers"] = {**(options.get("headers") or {}), "X-Forwarded-For": "203.0.113.1"}
        answer = super().request(method, target, json_body, **options)
        self.limited += answer.status == 429
        return answer


def test_two_thousand_buyers_behind_one_address_all_buy(start, key_file):
    """With the default limits enforced: all in some seconds, faster than people can."""
    server = start("--limits", "on", "--trusted-proxy", "127.0.0.1", "--room-capacity", BUYERS,
                   "--owner-key-file", key_file,
                   catalogs=[servers.ARENA])
    looker = Buyer(Carried(server.port))
    looker.join()
    concert = looker.client.get("/v1/concerts").json()["concerts"][0]["concertId"]
    show = looker.dates(concert).json()["dates"][0]["showId"]
    seats = looker.seats(show).json()["seats"]
    looker.leave()

    def buy(numbers):
        client = Carried(server.port)
        for number in numbers:
            seat, buyer = seats[number], Buyer(client)
            client.get("/v1/concerts")
            assert buyer.join().json()["status"] == "ACTIVE"
            buyer.status()
            buyer.buy(show, seat["number"], price=seat["price"])
        return client.limited

    with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
        assert sum(pool.map(buy, [range(i, BUYERS, THREADS) for i in range(THREADS)])) == 0
