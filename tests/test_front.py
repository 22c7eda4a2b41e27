"""The published proxy configuration (deploy/front): which calls it allows to buyers, and that no
spelling of the others passes.

TRUSTED decides for every operation; the test fails for a new one without a decision.
"""

import http.client
import re
import signal
import socket
import subprocess

import pytest

from harness import front, http2, over_tls, poll, raw, server
from harness.authority import Authority
from harness.buyer import Buyer
from harness.client import Client, bearer
from harness.events import SeatView, Stream
from harness.shop import Shop

pytestmark = pytest.mark.skipif(not front.program(), reason="haproxy is not installed")

BUYERS = {
    "readQueueToken", "leaveQueue", "streamQueueToken", "readRoom", "readDraw", "readDrawEntries", "listConcerts",
    "readConcert", "listDates", "readSeats", "readAvailability", "streamSeats", "readChart", "readChartContent", "readSummary", "holdSeats", "listReservations", "readReservation",
    "cancelReservation", "exchangeSeats", "payReservation", "getLiveness", "getReadiness", "openapi", "docs", "listProblems", "readProblem",
    "listProblemTexts", "home"}
# The buyers' pages, which a server may have or not: through the door they are what they are without it.
PAGES = {"concertPage", "bookingStepPage", "bookingPage", "bookingsPage", "pageFile"}
# The operator's console, which is at the operator's address alone.
CONSOLE = {"openConsole", "consolePage", "consoleFile"}
# Calls for the shop and for operators only: they accept any user id, or need an access key.
TRUSTED = {
    "issueQueueToken", "readBalance", "topUpBalance", "readLedger", "listUserReservations", "findReservation",
    "findReservationsOfSeat", "findReservationsOfBooking", "listBookings", "readStatus", "readSeries",
    "streamSale", "readSales", "readSeconds", "readMetrics", "readBuyer", "listSeatsOfShow", "readAvailabilityOfShow",
    "makeBackupBase", "readBackupBase", "readBackupJournal", "audit", "listRooms", "readRoomPolicy", "changeRoom", "readRoomFunnel", "reloadTokenKey", "applyCatalogue", "acceptClock",
    "readLimits", "changeLimits", "listAccessKeys", "addAccessKey", "rotateAccessKey", "revokeAccessKey", "listOperatorActions",
    "holdBackSeats", "putSeatsOnSale", "releaseReservation", "setNotice", "removeNotice", "undoOperatorAction", "readOwnKey"}
VICTIM = "victim"


@pytest.fixture(scope="module")
def door(house):
    with front.FrontDoor(house.server.port) as opened:
        yield opened.ready()


def filled(house, path):
    """The path of an operation with values for its parameters."""
    values = {"userId": VICTIM, "code": "not-found", "roomId": "moonlit-signal", "step": "queue", "digest": digest(house)}
    return re.sub(r"\{([^}]+)\}", lambda found: values.get(found[1], "x"), path)


def digest(house):
    """Of the first concert's chart: another one is not found, as a call that is denied."""
    return house.client.get(f"/v1/concerts/{house.concert}").json()["shows"][0]["chartUrl"].rpartition("/")[2]


def operations(house):
    """Of the API: method, path and name. The pages have tests of their own."""
    return [one for one in all_operations(house) if one[2] not in PAGES | CONSOLE]


def all_operations(house):
    return [(method, filled(house, path), operation["operationId"]) for method, path, operation in house.contract.operations()]


def is_denied(answer):
    return answer.status == 404 and answer.code == "not-found"


def test_every_operation_has_a_decision(house):
    assert {name for _, _, name in operations(house)} == BUYERS | TRUSTED
    assert {name for _, _, name in all_operations(house)} == BUYERS | TRUSTED | PAGES | CONSOLE
    assert not BUYERS & TRUSTED


def test_the_pages_for_buyers_are_there_through_the_door(house, door):
    for method, target, _ in (one for one in all_operations(house) if one[2] in PAGES):
        through, direct = Client(door.buyers).request(method, target), house.client.request(method, target)
        assert (through.status, through.headers.get("etag")) == (direct.status, direct.headers.get("etag")), target
    for target in ("/c/x/seats", "/c/x/queue/y", "/b/x/y", "/assets/../me", "/assets/x%2fy", "/me/x", "/c/"):
        assert is_denied(Client(door.buyers).get(target)), target


def test_the_console_is_behind_no_door(house, door):
    for method, target, _ in (one for one in all_operations(house) if one[2] in CONSOLE):
        for client in (Client(door.buyers), Client(door.trusted), house.client):
            assert is_denied(client.request(method, target)), target


def test_buyers_can_make_their_calls_and_no_others(house, door):
    client = Client(door.buyers)
    for method, target, name in operations(house):
        answer = client.request(method, target, headers=server.OPERATOR)
        assert is_denied(answer) == (name in TRUSTED), f"{method} {target}: {answer}"


def test_the_trusted_address_allows_every_call_but_those_of_operators(house, door):
    for method, target, _ in operations(house):
        # Each call uses a connection of its own: if a node closes a connection that HAProxy reuses,
        # HAProxy closes the client's without an answer.
        answer = Client(door.trusted).request(method, target, headers=server.OPERATOR)
        assert is_denied(answer) == target.startswith(("/v1/operator/", "/metrics")), f"{method} {target}: {answer}"


COPIES_BYTES = """
defaults
  mode tcp
  timeout connect 5s
  timeout client 30s
  timeout server 30s
listen buyers
  bind "$FRONT_BUYERS"
  bind "$FRONT_TRUSTED"
  server node-1 "$FRONT_NODE_1" send-proxy-v2
"""


@pytest.mark.parametrize("way", ["X-Forwarded-For", "PROXY header"])
def test_a_node_that_trusts_the_proxy_limits_each_client_by_its_own_address(start, tmp_path, way):
    node = start("--limits", "on", "--limit-public", "1/1", "--callers-per-address", 1, "--trusted-proxy", "127.0.0.1")
    config = tmp_path / "haproxy.cfg"
    config.write_text(COPIES_BYTES if way == "PROXY header" else front.CONFIG.read_text())

    def status(door, address):
        client = http.client.HTTPConnection("127.0.0.1", door.buyers, source_address=(address, 0))
        client.request("GET", "/v1/concerts", headers={"X-Forwarded-For": "192.0.2.1"})
        return client.getresponse().status

    with front.FrontDoor(node.port, config=config) as door:
        door.ready()
        assert [status(door, f"127.0.0.{last}") for last in (2, 3, 2, 3)] == [200, 200, 429, 429]


def test_signed_buyers_make_their_own_calls_through_the_front_door(house, start, key_file, tmp_path):
    """With the lines that the configuration has for this as comments."""
    shop = Shop(tmp_path)
    node = start(*shop.flags(key_file))
    config = tmp_path / "haproxy.cfg"
    lines = front.CONFIG.read_text().splitlines(keepends=True)
    first = next(number for number, line in enumerate(lines) if "--buyers signed" in line) + 1
    config.write_text("".join(line.replace("# ", "", 1) if first <= number < first + 3 else line
                              for number, line in enumerate(lines)))
    with front.FrontDoor(node.port, config=config) as door:
        client = Client(door.ready().buyers)
        kim = bearer(shop.key.token("kim"))
        assert client.post("/v1/queue/tokens", {}, headers=kim).status == 201
        for path in ("balance", "ledger", "reservations"):
            assert client.get(f"/v1/users/kim/{path}", headers=kim).status == 200
            assert client.get(f"/v1/users/lee/{path}", headers=kim).code == "other-user"
        assert is_denied(client.post("/v1/users/kim/balance/top-ups", {"amount": 1}, headers=server.OPERATOR))
        passed = {"issueQueueToken", "readBalance", "readLedger", "listUserReservations"}
        for method, target, name in operations(house):
            assert is_denied(client.request(method, target)) == (name in TRUSTED - passed), f"{method} {target}"


def test_calls_of_the_trusted_address_are_logged_without_the_key(house):
    with front.FrontDoor(house.server.port) as own:
        own.ready()
        for port in (own.buyers, own.trusted):
            Client(port).get(f"/v1/concerts?door={port}", headers=server.OPERATOR)
        poll.until("the call is logged", lambda: f"door={own.trusted} " in own.log())
        assert f"door={own.buyers} " not in own.log()
        assert server.OWNER_KEY not in own.log()


def test_buyers_get_404_for_other_methods_and_paths(house, door):
    client = Client(door.buyers)
    known = {(method, target) for method, target, name in operations(house) if name in BUYERS}
    known |= {(method, target) for method, target, name in all_operations(house) if name in PAGES}
    known |= {("OPTIONS", target) for _, target in known}  # the preflight of a page of another origin
    for target in {target for _, target, _ in operations(house)} | {"/metrics", "/v1/new", "/v1/users/x/reservations"}:
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"):
            if (method, target) not in known:
                assert is_denied(client.request(method, target, headers=server.OPERATOR)), f"{method} {target}"


def spellings(target):
    """Ways to write a path that some program on the way might normalise to it."""
    head, tail = target.rsplit("/", 1)
    middle = target.split("/")[min(2, target.count("/"))]  # for example `operator`, `users`, `queue`
    yield from ("/" + target, target.replace("/v1/", "/v1//"), target + "/", target + "//", target + ".",
                target + "/.", target + "%20", target + "%00", target + ";x=1", target + "?", target + "?x=/v1/concerts")
    if not target.startswith("/v1/"):
        return
    yield from (target.replace("/v1", "/./v1"), target.replace("/v1/", "/v1/./"), "/x/.." + target,
                target.replace("/v1/", "/v1/../v1/"), f"/v1/concerts/..{target[3:]}", f"/v1/rooms/x/..{target[3:]}",
                f"/problems/../{target[1:]}", f"/v1/reservations/x/../..{target[3:]}")
    yield from (target.upper(), target.replace("/v1", "/V1"), target.replace(middle, middle.capitalize()),
                target.replace(middle, f"%{ord(middle[0]):02x}{middle[1:]}"),
                target.replace(middle, f"%{ord(middle[0]):02X}{middle[1:]}"),
                target.replace(middle, f"%25{ord(middle[0]):02x}{middle[1:]}"), f"{head}%2f{tail}", f"{head}%2F{tail}",
                f"{head}%252f{tail}", "/%2e" + target, "/x/%2e%2e" + target, "/x/%2e%2e%2f" + target[1:],
                "%2fv1" + target[3:], target.replace("/", "\\"), "/\\" + target[1:], target.replace("/v1/", "/v1\\"))
    yield from (f"{target}#/v1/concerts", f"/v1/concerts#{target}", f"/v1/concerts#/..{target}", f"/v1/concerts?{target}",
                f"/v1/concerts;{target}", f"/v1/concerts%3f{target}", f"/v1/concerts%23/../..{target}")
    yield from (f"http://localhost{target}", f"https://localhost{target}", f"HTTP://LOCALHOST{target}",
                f"http://localhost:80{target}", f"http://user@localhost{target}", f"http://localhost/{target}",
                f"http://other{target}", f"http:{target}", f"//localhost{target}", target[1:], "*")
    yield from (f"/v1/rooms/{target}", f"/v1/rooms/{target.replace('/', '%2f')}", f"/problems{target}")


BODIES = {"issueQueueToken": b'{"userId": "victim"}', "topUpBalance": b'{"amount": 7}',
          "changeRoom": b'{"capacity": 1}'}


def requests_that_must_not_pass(house):
    for method, target, name in operations(house):
        if name in TRUSTED:
            body = BODIES.get(name, b"")
            headers = [f"Authorization: Bearer {server.OWNER_KEY}"]
            if body:
                headers += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
            for spelled in [target, *spellings(target)]:
                yield method, spelled, headers, body


def is_harmless(answer):
    """Whether the proxy refused it, or a node did because of its path or form, or buyers may call
    it."""
    return answer.status in (400, 404) or (answer.status == 200 and b'"concerts":' in answer.body)


@pytest.mark.parametrize("version", ["HTTP/1.1", "HTTP/1.0"])
def test_no_spelling_gets_through(house, door, version):
    for method, target, headers, body in requests_that_must_not_pass(house):
        sent = raw.request(method, target, *headers, "Connection: close", body=body, version=version)
        for answer in raw.send(door.buyers, sent, to_proxy=True).responses:
            assert is_harmless(answer), f"{method} {target}: {answer}"
    assert_untouched(house)


def test_no_spelling_gets_through_in_http_2(house, door):
    with http2.Connection(door.buyers) as connection:
        assert connection.request("GET", "/v1/concerts") == 200
        for method, target, _, body in requests_that_must_not_pass(house):
            fields = [("authorization", f"Bearer {server.OWNER_KEY}")]
            if body:
                fields += [("content-type", "application/json"), ("content-length", str(len(body)))]
            status = connection.request(method, target, fields, body)
            expected = (400, 404, 200) if "/v1/concerts?" in target else (400, 404, None)
            assert status in expected, f"{method} {target}: {status}"
    assert_untouched(house)


def assert_untouched(house):
    assert house.client.get(f"/v1/users/{VICTIM}/balance").json()["balance"] == 0
    policy = house.client.get("/v1/operator/rooms", headers=server.OPERATOR).json()["rooms"][0]
    assert policy["policy"]["capacity"] == 100000, policy


def test_no_header_changes_the_path_or_the_method(house, door):
    client = Client(door.buyers)
    for name in ("X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix", "X-HTTP-Method-Override"):
        for value in ("/v1/operator/rooms", "PATCH"):
            answer = client.get("/v1/concerts", headers={name: value, **server.OPERATOR})
            assert answer.status == 200 and "concerts" in answer.json(), f"{name}: {answer}"
    upgrade = {"Connection": "Upgrade, HTTP2-Settings", "Upgrade": "h2c", "HTTP2-Settings": "AAMAAABkAAQAAP__"}
    assert client.get("/v1/concerts", headers=upgrade).status in (200, 400)


def test_a_page_of_another_origin_can_buy_through_the_front_door(start):
    # Regression: the buyers' address answered every preflight with 404.
    origin = "https://shop.example"
    with front.FrontDoor(start("--cors-origin", origin).port) as own:
        own.ready()
        client = Client(own.buyers)
        for target, method in (("/v1/queue/tokens/me", "GET"), ("/v1/reservations", "POST"), ("/v1/payments", "POST")):
            asked = {"Origin": origin, "Access-Control-Request-Method": method,
                     "Access-Control-Request-Headers": "content-type,idempotency-key,queue-token"}
            answer = client.request("OPTIONS", target, headers=asked)
            assert (answer.status, answer.headers.get("access-control-allow-origin")) == (204, origin), answer
        answer = client.get("/v1/concerts", headers={"Origin": origin})
        assert answer.headers["access-control-allow-origin"] == origin
        assert "access-control-allow-origin" not in client.get("/v1/concerts", headers={"Origin": "https://evil.example"}).headers


def test_every_request_of_a_connection_is_checked(house, door):
    hidden = raw.request("GET", "/v1/operator/rooms", f"Authorization: Bearer {server.OWNER_KEY}")
    allowed = raw.request("GET", "/v1/concerts")
    answers = raw.send(door.buyers, allowed + hidden + allowed, wanted=3).responses
    assert [answer.status for answer in answers] == [200, 404, 200]


@pytest.mark.parametrize("framing", [
    ["Content-Length: {length}", "Transfer-Encoding: chunked"], ["Transfer-Encoding: chunked", "Content-Length: {length}"],
    ["Transfer-Encoding: xchunked"], ["Transfer-Encoding : chunked", "Content-Length: {length}"],
    ["Content-Length: 0", "Content-Length: {length}"], ["Content-Length: +{length}"], ["Content-Length: {length}"]])
def test_a_request_within_a_body_is_never_answered(house, door, framing):
    hidden = raw.request("GET", "/v1/operator/rooms", f"Authorization: Bearer {server.OWNER_KEY}")
    for start in (b"", b"0\r\n\r\n"):
        body = start + hidden
        headers = [line.format(length=len(body)) for line in framing]
        sent = raw.request("POST", "/v1/payments", "Content-Type: application/json", *headers, body=body)
        sent += raw.request("GET", "/v1/concerts", "Connection: close")
        for answer in raw.send(door.buyers, sent, to_proxy=True).responses:
            assert b'"rooms"' not in answer.body, answer


def test_a_chunked_body_passes(house, door):
    """HAProxy passes it on as it is; the node refused it."""
    sent = raw.request("POST", "/v1/users/chunked/balance/top-ups", "Content-Type: application/json",
                       f"Authorization: Bearer {server.OWNER_KEY}", "Transfer-Encoding: chunked", "Connection: close", body=b'c\r\n{"amount":1}\r\n0\r\n\r\n')
    assert raw.send(door.trusted, sent, to_proxy=True).first.status == 201


def test_a_refusal_is_a_problem_document(house, door):
    client = Client(door.buyers)
    answers = [client.get("/v1/operator/rooms"), client.get("/v1/users/ann/balance")]
    for answer in answers:
        house.contract.check_problem("denied", answer)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert answers[0].json()["instance"] != answers[1].json()["instance"]


def test_without_a_node_the_answer_is_503_with_retry_after(house):
    with front.FrontDoor() as nobody:
        for port in (nobody.buyers, nobody.trusted):
            def refused():
                try:
                    answer = Client(port).get("/v1/concerts")
                except ConnectionError:
                    return None  # HAProxy has not yet found the nodes down
                return answer if answer.status == 503 else None
            answer = front.poll.until("the front door reports that no node is available", refused)
            house.contract.check_problem("no node", answer)
            assert answer.headers["retry-after"] == "1"
            assert answer.json()["retryAfterSeconds"] == 1


def test_a_purchase_passes_with_a_token_from_the_shop(house, door):
    ann = Buyer(Client(door.trusted), "ann")
    assert ann.join().status == 201
    assert ann.top_up(1_000_000).status == 201
    ann.client = Client(door.buyers, house.contract)
    show, seats, price = house.fresh_seats(2)
    assert ann.dates(house.concert).status == 200
    held = ann.hold(show, *seats)
    assert held.status == 201, held
    assert ann.pay(held.json()["reservationId"]).status == 201
    assert house.client.get("/v1/users/ann/balance").json()["balance"] == 1_000_000 - price


def test_event_streams_pass_without_delay(house, door):
    looker = house.buyer()
    show, seats, _ = house.fresh_seats(1)
    stream = Stream(door.buyers, f"/v1/shows/{show}/seats/events", looker.token, contract=house.contract)
    try:
        view = SeatView(house.client, show).take(stream.next())
        assert house.buyer().hold(show, *seats).status == 201
        while view.take(stream.next()).status[seats[0]] != "HELD":
            pass
    finally:
        stream.close()


def test_a_silent_stream_stays_open():
    heartbeat = re.search(r"stream_heartbeat = std::chrono::seconds\((\d+)\)",
                          (server.ROOT / "src/http/options.h").read_text())
    for side in ("client", "server"):
        timeout = re.search(rf"^  timeout {side} (\d+)s$", front.CONFIG.read_text(), re.M)
        assert int(timeout[1]) > 2 * int(heartbeat[1]), side


def test_streams_and_chunks_pass_over_tls(house, tmp_path):
    """With the line that the configuration offers for TLS, and a certificate that is verified."""
    authority = Authority(tmp_path / "authority")
    pem, config = tmp_path / "onsale.pem", tmp_path / "haproxy.cfg"
    pem.write_bytes(b"".join(part.read_bytes() for part in authority.sign("localhost")))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    line = "# bind :443 ssl crt /etc/haproxy/onsale.pem "
    assert front.CONFIG.read_text().count(line) == 1
    config.write_text(front.CONFIG.read_text().replace(line, f"bind 127.0.0.1:{port} ssl crt {pem} "))
    with front.FrontDoor(house.server.port, config=config) as own:
        own.ready()
        over_tls.check(house, port, authority.certificate)


def test_a_node_that_drains_breaks_no_request_and_no_stream(open_server):
    """Regression: HAProxy cut everything at a node, payments too, as soon as the node was not ready."""
    house = open_server("--drain-time", "10m", "--body-timeout", "1m")
    buyer, body = house.buyer(), b'{"amount": 7}'
    head = raw.request("POST", f"/v1/users/{buyer.user}/balance/top-ups", "Content-Type: application/json",
                       f"Content-Length: {len(body)}", "Expect: 100-continue", "Connection: close",
                       f"Authorization: Bearer {server.OWNER_KEY}")
    with front.FrontDoor(house.server.port) as own:
        stream = Stream(own.ready().buyers, "/v1/queue/tokens/me/events", buyer.token, contract=house.contract)
        assert stream.next().name == "admitted"
        with socket.create_connection(("127.0.0.1", own.trusted), timeout=30) as topping_up:
            topping_up.sendall(head)
            assert topping_up.recv(65536).startswith(b"HTTP/1.1 100")  # the node has the request
            house.server.process.send_signal(signal.SIGTERM)
            poll.until("HAProxy finds that the node stops", lambda: "Server nodes/node-1 is stopping" in own.log())
            topping_up.sendall(body)
            answer = raw.parse(b"".join(iter(lambda: topping_up.recv(65536), b"")))[0]
        assert answer.status == 201, answer
        assert buyer.leave().status == 204
        assert stream.next().name == "expired"
        stream.close()


def assert_the_node_gets_address_and_host(echo, door):
    door.ready()
    Client(door.buyers).get("/v1/concerts", headers={
        "Host": "tickets.example:8000", "X-Forwarded-For": "10.9.8.7", "Forwarded": "for=10.9.8.7",
        "X-Forwarded-Proto": "https", "X-Forwarded-Host": "other.example"})
    head = next(head.lower() for head in echo.heads if "tickets.example:8000" in head)
    assert re.findall(r"^x-forwarded-for: (.*)$", head, re.M) == ["127.0.0.1"]
    assert re.findall(r"^x-forwarded-proto: (.*)$", head, re.M) == ["http"]
    assert "forwarded-host" not in head and "\nforwarded:" not in head


def test_nodes_get_the_client_address_and_host():
    with front.Echo() as echo, front.FrontDoor(echo.port) as door:
        assert_the_node_gets_address_and_host(echo, door)


def test_the_configuration_is_accepted_without_a_warning():
    done = subprocess.run([front.program(), "-c", "-f", front.CONFIG], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "WARNING" not in done.stdout + done.stderr, done.stdout + done.stderr
