"""What changes while the server runs: a catalogue, by an operator's call or a command, and settings, by SIGHUP."""

import contextlib
import json
import signal
import threading

import pytest

from harness import raw, server as servers
from harness.buyer import Buyer
from harness.client import Client
from harness.events import SeatView, Stream

CATALOGUE = "/v1/operator/catalogue"


def reference():
    return json.loads(servers.REFERENCE.read_text())


def larger():
    """The reference hall with a sixth row (seats 51 to 60), a fourth show, and another price of the second."""
    catalog = reference()
    catalog["charts"][0]["sections"][0]["rows"][0]["labels"].append("6")
    shows = catalog["concerts"][0]["shows"]
    shows[1]["prices"]["seat"] = 60000
    shows.append({**shows[2], "id": "reference-4", "startsAt": "2030-05-04T19:00:00+09:00"})
    return catalog


def apply(house, catalog, dry_run=False):
    return house.operator("PUT", CATALOGUE + ("?dryRun=true" if dry_run else ""), catalog)


class Crowd:
    """Buyers who hold and cancel seats of a show until the end."""

    def __init__(self, house, show, buyers=4):
        self._stop = threading.Event()
        self.trouble, self.rounds = [], 0
        self._threads = [threading.Thread(target=self._buy, args=(house.server.port, show, 2 + 3 * number))
                         for number in range(buyers)]

    def _buy(self, port, show, seat):
        client = Client(port)
        while not self._stop.is_set():
            buyer = Buyer(client)
            answers = [buyer.join()]
            for _ in range(20):
                held = buyer.hold(show, seat)
                answers.append(held)
                if held.status == 201:
                    answers.append(buyer.cancel(held.json()["reservationId"]))
            answers.append(buyer.leave())
            self.trouble += [answer for answer in answers if answer.status >= 300]
            self.rounds += 1

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        for thread in self._threads:
            thread.join()


@pytest.fixture
def hall(open_server):
    return open_server("--room-capacity", 1000)


def test_a_catalogue_is_loaded_while_a_crowd_buys(hall, key_file, tmp_path, start):
    file = tmp_path / "larger.json"
    file.write_text(json.dumps(larger()))
    command = ["catalog", "apply", file, "--url", hall.server.operator_url, "--key-file", key_file]
    ann = hall.buyer()
    with Crowd(hall, "reference-1") as crowd, \
            contextlib.closing(Stream(hall.server.port, "/v1/shows/reference-1/seats/events", ann.token)) as stream:
        view = SeatView(hall.client, "reference-1").take(stream.next())
        assert set(view.status) == set(range(1, 51))
        tried = servers.run(*command, "--dry-run")
        assert tried.returncode == 0, tried.stderr
        for sentence in ['new show "reference-4" of concert "reference"',
                         'chart "reference-hall": 10 seats more (51, 52, 53, 54, 55 and 5 more)',
                         'show "reference-2", category "seat": 60000 KRW for seats that are not held or sold, '
                         'instead of 50000', "Nothing was changed: this was a dry run."]:
            assert sentence in tried.stdout, tried.stdout
        assert ann.hold("reference-1", 51).code == "seat-unknown"
        done = servers.run(*command)
        assert done.returncode == 0 and done.stdout.endswith("Loaded.\n"), done.stdout + done.stderr
        assert done.stdout.splitlines()[:-1] == tried.stdout.splitlines()[:-1]
        ann.buy("reference-1", 51, price=50000)
        ben = hall.buyer()
        assert ben.hold("reference-2", 1).json()["amount"] == 60000
        assert ben.hold("reference-4", 60).status == 201
    assert crowd.rounds > 0 and not crowd.trouble, crowd.trouble[:3]
    # Pages that were made before the load are made again.
    shows = hall.client.get("/v1/concerts/reference").json()["shows"]
    assert [show["showId"] for show in shows] == [f"reference-{n}" for n in (1, 2, 3, 4)]
    assert len(hall.client.get("/v1/shows/reference-1/chart").json()["seats"]) == 60
    assert len(hall.client.get(shows[0]["chartUrl"]).body) > 0
    again = servers.run(*command)
    assert again.stdout == "The sale is already as the file says.\n", again.stdout
    actions = [one for one in hall.operator("GET", "/v1/operator/actions?limit=50").json()["actions"]
               if one["call"] == "applyCatalogue"]
    assert len(actions) == 1 and actions[0]["after"]["seats"] == 240 and actions[0]["before"]["seats"] == 150
    assert hall.operator("POST", f"/v1/operator/actions/{actions[0]['number']}/undo").code == "action-not-undoable"
    hall.server.until_logged('"event":"catalogue applied"')
    assert hall.server.terminate() == 0
    assert hall.server.err.count('"event":"catalogue tried"') == 1
    second = start(data=hall.server.data, catalogs=())
    assert len(Client(second.port).get("/v1/concerts/reference").json()["shows"]) == 4


def test_a_refused_catalogue_changes_nothing_and_says_why(hall, key_file, tmp_path):
    held = hall.buyer().hold("reference-1", 7)
    assert held.status == 201
    kept = hall.client.request("POST", "/v1/operator/shows/reference-2/seats/hold-back", {"seatNumbers": [3]},
                               headers=servers.OPERATOR | {"Onsale-Reason": "a camera"})
    assert kept.status == 200, kept
    catalog = larger()
    catalog["charts"][0]["sections"][0].update(firstNumber=11)
    file = tmp_path / "other.json"
    file.write_text(json.dumps(catalog, indent=1))
    done = servers.run("catalog", "apply", file, "--url", hall.server.operator_url, "--key-file", key_file)
    line = next(number for number, text in enumerate(file.read_text().splitlines(), 1) if '"id": "reference-1"' in text)
    assert done.returncode == 1 and not done.stdout
    assert f'{file}:{line}:' in done.stderr and 'show "reference-1": seat 7 is held or sold' in done.stderr, done.stderr
    assert 'show "reference-2": seat 3 is held back, but the new chart lacks it' in done.stderr
    assert len(hall.client.get("/v1/concerts/reference").json()["shows"]) == 3
    for wrong, sentence in [({"concerts": 1}, "1:14: concerts "), ({"concerts": [], "sale": 1}, "sale"),
                            ({**reference(), "currency": "USD"}, "currency is USD")]:
        answer = apply(hall, wrong)
        assert answer.code == "catalogue-refused", answer
        assert any(sentence in mistake for mistake in answer.json()["mistakes"]), answer


def test_only_a_key_with_the_scope_sends_a_large_body(hall):
    port = hall.server.operator_port
    made = hall.operator("POST", "/v1/operator/keys", {"name": "viewer", "role": "viewer"}).json()
    assert hall.operator("PUT", CATALOGUE, {**reference(), "padding": "x" * 40_000}).code == "catalogue-refused"

    def announced(bytes_, key, path=CATALOGUE, seconds=60):
        """The code of the answer to a head whose body never comes; none while the server waits for the body."""
        head = (f"PUT {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {bytes_}\r\n\r\n")
        exchange = raw.send(port, head.encode(), seconds=seconds, wanted=1)
        return exchange.responses[0].code if exchange.responses else None

    megabytes = 1 << 20
    assert announced(15 * megabytes, servers.OWNER_KEY, seconds=2) is None
    notice = "/v1/operator/rooms/main/notice"
    for bytes_, key, path, code in [
            (17 * megabytes, servers.OWNER_KEY, CATALOGUE, "payload-too-large"), (17_000, servers.OWNER_KEY, notice, "payload-too-large"),
            (17_000, servers.OTHER_KEY, CATALOGUE, "access-key-invalid"), (17_000, made["key"], CATALOGUE, "scope-required")]:
        assert announced(bytes_, key, path) == code, (bytes_, path)


def test_other_nodes_sell_what_one_has_loaded(node):
    one, two = node("--room-capacity", 1000), node("--room-capacity", 1000)
    ann = Buyer(Client(two.port))
    assert ann.join().status == 201
    assert ann.hold("reference-1", 51).code == "seat-unknown"
    applied = Client(one.port).request("PUT", CATALOGUE, larger(), headers=servers.OPERATOR)
    assert applied.status == 200 and applied.json()["seatsAdded"] == 90, applied
    ann.buy("reference-1", 51, price=50000)
    assert len(Client(two.port).get("/v1/concerts/reference").json()["shows"]) == 4
    answers = [Client(port).request("PUT", CATALOGUE, larger(), headers=servers.OPERATOR).json() for port in (one.port, two.port)]
    assert [answer["changes"] for answer in answers] == [[], []]


def test_a_hangup_reads_the_settings_again(start, key_file, tmp_path):
    file = tmp_path / "onsale.toml"
    file.write_text('limit-issue = "50/50"\nroom-capacity = 5\n')
    server = start("--daemon", "--config", file, "--owner-key-file", key_file)
    client = Client(server.port)

    def reload(text, event):
        file.write_text(text)
        before = server.err_so_far.count(event)
        server.process.send_signal(signal.SIGHUP)
        server.until_logged(event, before + 1)

    def status(host):
        return raw.send(server.port, f"GET /v1/concerts HTTP/1.1\r\nHost: {host}\r\nOrigin: https://shop.example\r\n\r\n".encode(),
                        wanted=1).first

    assert status("localhost").status == 200 and "access-control-allow-origin" not in status("localhost").headers
    reload('limit-issue = "20/9"\nlimits = "on"\nroom-capacity = 7\ncors-origin = ["https://shop.example"]\n'
           'host = ["localhost:9999"]\nlog-level = "debug"\n', '"event":"settings reloaded"')
    assert status("localhost").headers["access-control-allow-origin"] == "https://shop.example"
    limits = client.request("GET", "/v1/operator/limits", headers=servers.OPERATOR).json()
    assert limits["mode"] == "on" and (limits["classes"][0]["perMinute"], limits["classes"][0]["burst"]) == (20, 9)
    server.until_logged('"setting":"limit-issue","from":"50/50","to":"20/9"')
    server.until_logged('"event":"settings that need a restart have changed","settings":"room-capacity"')
    server.until_logged('"event":"token keys reloaded"')
    # A mistake anywhere refuses all of it; so does a host that would make buyers' calls need a key.
    for text in ['limit-issue = "30/3"\nhosts = ["a"]\n', 'limit-issue = "30/3"\nhost = ["tickets.example"]\n']:
        reload(text, '"event":"settings refused; those before stay in use"')
    limits = client.request("GET", "/v1/operator/limits", headers=servers.OPERATOR).json()
    assert limits["classes"][0]["perMinute"] == 20
    assert server.terminate() == 0


def test_a_host_is_allowed_without_a_restart(start, tmp_path):
    file = tmp_path / "onsale.toml"
    file.write_text('host = ["one.example"]\n')
    server = start("--daemon", "--config", file)

    def status(host):
        return raw.send(server.port, f"GET /v1/concerts HTTP/1.1\r\nHost: {host}\r\n\r\n".encode(), wanted=1).first.status

    assert (status("one.example"), status("two.example")) == (200, 421)
    file.write_text('host = ["two.example"]\n')
    server.process.send_signal(signal.SIGHUP)
    server.until_logged('"event":"settings reloaded"')
    assert (status("one.example"), status("two.example")) == (421, 200)
