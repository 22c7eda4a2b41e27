"""What each proxy does to unusual requests, long answers and streams, with the configurations of deploy/front."""

import http.client
import json
import subprocess
import threading
import time
import zlib

import pytest

import programs
import proxies
import test_front
from harness import over_tls, poll, raw
from harness import server as servers
from harness.client import BROKEN, Client
from wire import Wire

EVENT_SECONDS = 2
ME = "/v1/queue/tokens/me"
HERE = programs.HERE
# How to make the proxy compress: nginx and HAProxy event streams too, which Caddy 2.6 holds back if it does.
GZIP = {
    "nginx": [("# gzip on; gzip_proxied any; gzip_vary on; gzip_types application/json application/problem+json;",
               "gzip on; gzip_proxied any; gzip_vary on; gzip_types application/json text/event-stream;")],
    "haproxy": [("backend nodes\n", "backend nodes\n  compression algo gzip\n  compression type application/json text/event-stream\n")],
    "caddy": [("# @lists not path */events", "@lists not path */events"), ("# encode @lists gzip", "encode @lists gzip")],
}
# How to serve the API below /shop.
BELOW_SHOP = {
    "nginx": [("# location /shop/ { proxy_pass http://nodes$below_shop; }", "location /shop/ { proxy_pass http://nodes$below_shop; }")],
    "haproxy": [("frontend trusted\n", "frontend trusted\n  http-request replace-path ^/shop(/.*)$ \\1\n")],
    "caddy": [("# uri strip_prefix /shop", "uri strip_prefix /shop")],
}
KEY_HEADER = f"Authorization: Bearer {servers.OWNER_KEY}"
POST_HEADERS = ["Content-Type: application/json", KEY_HEADER]


def top_up(user):
    return f"/v1/users/{user}/balance/top-ups"


def curl(*arguments, body=b""):
    """(version of HTTP, status, body)"""
    done = subprocess.run(["curl", "-sS", "-k", "--max-time", "20", "-w", "\n%{http_version} %{http_code}", *arguments],
                          input=body, capture_output=True, check=True)
    read, _, last = done.stdout.rpartition(b"\n")
    return last.split()[0].decode(), int(last.split()[1]), read


@pytest.fixture
def front(proxy_name, fronts):
    return fronts[proxy_name]


def test_host_address_and_scheme_arrive_and_forged_ones_do_not(proxy_name):
    with test_front.front.Echo() as echo, proxies.Proxy(proxy_name, echo.port) as proxy:
        test_front.assert_the_node_gets_address_and_host(echo, proxy)


def test_buyers_can_make_their_calls_and_no_others(halls, front):
    client = Client(front.buyers)
    for method, target, name in test_front.operations(halls):
        answer = client.request(method, target, headers=test_front.server.OPERATOR)
        assert test_front.is_denied(answer) == (name in test_front.TRUSTED), f"{method} {target}: {answer}"
        client.close()


def test_no_spelling_gets_through(halls, front):
    """test_front.py asks HAProxy."""
    for method, target, headers, body in test_front.requests_that_must_not_pass(halls):
        sent = raw.request(method, target, *headers, "Connection: close", body=body)
        for answer in raw.send(front.buyers, sent, to_proxy=True).responses:
            is_refused = answer.status in (301, 308, 400, 404, 405)
            assert is_refused or b'"concerts":' in answer.body, f"{method} {target}: {answer}"
    test_front.assert_untouched(halls)


def test_the_limits_of_the_node_are_what_clients_read(front):
    long = [f"X-Long-{number}: {'x' * 3500}" for number in range(3)]
    answer = raw.send(front.trusted, raw.request("GET", "/v1/concerts", *long), wanted=1).first
    assert (answer.status, answer.code) == (431, "headers-too-large"), answer
    body = b'{"amount": 1, "x": "' + b"x" * 20000 + b'"}'
    sent = raw.request("POST", top_up("large"), *POST_HEADERS, f"Content-Length: {len(body)}", body=body)
    answer = raw.send(front.trusted, sent, wanted=1).first
    assert (answer.status, answer.code) == (413, "payload-too-large"), answer
    target = "/v1/concerts?" + "x" * 5000
    answer = raw.send(front.trusted, raw.request("GET", target), wanted=1).first
    assert (answer.status, answer.code) == (414, "uri-too-long"), answer


def test_pipelined_requests_are_answered_in_order(front):
    pair = raw.request("GET", "/v1/concerts") + raw.request("GET", "/v1/nothing") + raw.request("GET", "/livez")
    answers = raw.send(front.trusted, pair, wanted=3).responses
    assert [answer.status for answer in answers] == [200, 404, 200]


def test_expect_100_continue_is_answered(halls, route, port):
    version, status, _ = curl(f"http://127.0.0.1:{port}{top_up(f'expect-{route}')}", "-H", "Expect: 100-continue", "-H", KEY_HEADER,
                              "-H", "Content-Type: application/json", "--data-binary", "@-", body=b'{"amount": 3}')
    assert (version, status) == ("1.1", 201)


def test_a_chunked_body_and_an_empty_one_are_read(route, port):
    sent = raw.request("POST", top_up(f"chunks-{route}"), *POST_HEADERS, "Transfer-Encoding: chunked",
                       body=b'7\r\n{"amoun\r\n6\r\nt": 9}\r\n0\r\n\r\n')
    assert raw.send(port, sent, wanted=1, to_proxy=True).first.status == 201
    empty = raw.request("DELETE", ME, "Transfer-Encoding: chunked", "Queue-Token: x", body=b"0\r\n\r\n")
    answer = raw.send(port, empty, wanted=1, to_proxy=True).first
    assert answer.code == "queue-token-invalid", answer


@pytest.mark.parametrize("body", ["none", "with a length", "in frames"])
def test_http_2(halls, proxy_name, body):
    """HAProxy and Caddy send what has no length to the node in chunks, even if there is no body."""
    with Wire(halls.server.port) as wire, proxies.Proxy(proxy_name, wire.port, tls=True) as proxy:
        proxy.ready()
        url = f"https://127.0.0.1:{proxy.tls}"
        token = halls.buyer().token
        if body == "none":
            assert curl("--http2", f"{url}/v1/concerts")[:2] == ("2", 200)
            assert curl("--http2", "-X", "DELETE", f"{url}{ME}", "-H", f"Queue-Token: {token}")[:2] == ("2", 204)
            version, status, read = curl("--http2", "-X", "POST", f"{url}/v1/payments", "-H", f"Queue-Token: {token}")
            assert (version, status) == ("2", 400) and "needs a JSON body" in json.loads(read)["detail"], read
        else:
            show, seats, _ = halls.fresh_seats(1)
            sent = json.dumps({"showId": show, "seatNumbers": seats}).encode()
            how = ["-X", "POST", "-T", "-"] if body == "in frames" else ["--data-binary", "@-"]
            version, status, read = curl("--http2", *how, f"{url}/v1/reservations", "-H", f"Queue-Token: {token}",
                                         "-H", "Content-Type: application/json", body=sent)
            assert (version, status) == ("2", 201), read


def test_streams_and_chunks_pass_over_tls(halls, proxy_name):
    with proxies.Proxy(proxy_name, halls.server.port, tls=True) as proxy:
        proxy.ready()
        over_tls.check(halls, proxy.tls, proxy.certificate)
        old = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{proxy.tls}", "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"],
                             input=b"", capture_output=True, check=False)
        assert b"alert protocol version" in old.stderr, old.stderr


def test_http_2_without_tls(proxy_name, front):
    if proxy_name == "nginx":
        pytest.skip("nginx 1.22 has either HTTP/1 or HTTP/2 on an address without TLS")
    assert curl("--http2-prior-knowledge", f"http://127.0.0.1:{front.trusted}/v1/concerts")[:2] == ("2", 200)


class PackedStream:
    """Reads an event stream, which the proxy may have compressed."""

    def __init__(self, port, target, token):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self._connection.request("GET", target, headers={"Queue-Token": token, "Accept-Encoding": "gzip",
                                                         "Accept": "text/event-stream"})
        self._answer = self._connection.getresponse()
        is_packed = self._answer.getheader("Content-Encoding") == "gzip"
        self._unpack = zlib.decompressobj(31).decompress if is_packed else bytes

    def seconds_until(self, text, begun):
        """How long it took from a moment until this text was read."""
        read = b""
        while text not in read:
            part = self._answer.read1()
            assert part, f"the stream ended: {read}"
            read += self._unpack(part)
        return time.monotonic() - begun

    def close(self):
        self._answer.close()
        self._connection.close()


def longest_wait(halls, port):
    """Seconds until the first event of a stream, or until a change of a seat arrives."""
    buyer = halls.buyer()
    show, seats, _ = halls.fresh_seats(1)
    waits, streams = [], []
    for target, wanted in ((f"{ME}/events", b"event: admitted"), (f"/v1/shows/{show}/seats/events", b"event: snapshot")):
        begun = time.monotonic()
        stream = PackedStream(port, target, buyer.token)
        waits.append(stream.seconds_until(wanted, begun))
        streams.append(stream)
    begun = time.monotonic()
    assert halls.buyer().hold(show, *seats).status == 201
    waits.append(stream.seconds_until(b"HELD", begun))
    for stream in streams:
        stream.close()
    return max(waits)


def test_events_arrive_promptly(halls, route, port):
    assert longest_wait(halls, port) < EVENT_SECONDS


def test_events_arrive_promptly_though_the_proxy_compresses(halls, proxy_name):
    with proxies.Proxy(proxy_name, halls.server.port, edits=GZIP[proxy_name]) as proxy:
        proxy.ready()
        buyer = halls.buyer()
        version, status, read = curl("--compressed", "-D", f"{proxy.folder}/head", "-H", f"Queue-Token: {buyer.token}",
                                     f"http://127.0.0.1:{proxy.trusted}/v1/shows/moonlit-signal-2/seats")
        assert status == 200 and len(json.loads(read)["seats"]) > 12000
        assert "content-encoding: gzip" in (proxy.folder / "head").read_text().lower()
        assert longest_wait(halls, proxy.trusted) < EVENT_SECONDS


def test_an_event_source_stops_after_the_end(halls, route, port):
    """It asked for the stream of an ended token for ever."""
    buyer = halls.buyer()
    command = ["node", HERE / "event-source.cjs", f"http://127.0.0.1:{port}{ME}/events", buyer.token]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={"NODE_PATH": programs.NODE_PATH, "PATH": "/usr/bin:/bin"}) as source:
        assert source.stdout.readline().split()[0] == "admitted"
        assert buyer.leave().status == 204
        assert source.stdout.readline().split()[0] == "expired"
        try:
            assert source.wait(15) == 0
        except subprocess.TimeoutExpired:
            source.kill()
            raise AssertionError("it still reconnects") from None
        assert source.stdout.read().split() == ["closed", "204"]


def test_locations_are_right_below_a_path(start, key_file, proxy_name):
    node = start("--base-path", "/shop", "--owner-key-file", key_file)
    with proxies.Proxy(proxy_name, node.port, edits=BELOW_SHOP[proxy_name]) as proxy:
        proxy.ready()
        client = Client(proxy.trusted)
        issued = client.post("/shop/v1/queue/tokens", {"userId": "kim"}, headers=servers.OPERATOR)
        assert (issued.status, issued.headers["location"]) == (201, f"/shop{ME}"), issued
        assert client.get(issued.headers["location"], token=issued.json()["token"]).status == 200
        problem = client.get("/shop/v1/nothing").json()
        assert client.get(problem["type"]).status == 200, problem
        assert client.get("/shop/openapi.json").json()["servers"] == [{"url": "/shop"}]
        for user in ("kim%2B1%7Csso%3Aab", "%EA%B9%80%EB%AF%BC"):
            assert client.post("/shop" + top_up(user), {"amount": 5}, headers=servers.OPERATOR).status == 201, user


def test_the_health_check_of_http_1_0_finds_the_node(halls):
    simple = [("  http-check send meth GET uri /readyz ver HTTP/1.1 hdr Host localhost\n", ""),
              ("  option httpchk\n", "  option httpchk GET /readyz\n")]
    with proxies.Proxy("haproxy", halls.server.port, edits=simple) as proxy:
        proxy.ready()
        poll.sleep_until(time.monotonic() + 4)  # four checks; two failed ones take a node out
        assert Client(proxy.trusted).get("/v1/concerts").status == 200
        assert "node-1 is DOWN" not in proxy.log()


class Callers:
    """Sends calls through a proxy without a pause, and keeps what went wrong."""

    def __init__(self, port, number=4):
        self.answered, self.wrong, self._is_over = 0, [], threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(port, name)) for name in range(number)]
        for thread in self._threads:
            thread.start()

    def _run(self, port, name):
        client = Client(port)
        for number in range(1 << 30):
            if self._is_over.is_set():
                return
            try:
                answer = client.get("/v1/concerts") if number % 2 else client.post(
                    top_up(f"caller-{name}"), {"amount": 1}, headers=servers.OPERATOR)
                if answer.status not in (200, 201):
                    self.wrong.append(repr(answer))
            except BROKEN as error:
                self.wrong.append(repr(error))
            self.answered += 1

    def end(self):
        self._is_over.set()
        for thread in self._threads:
            thread.join()
        return self


def test_a_node_that_drains_loses_no_request(start, key_file, tmp_path, proxy_name):
    """Two nodes with sales of their own: the calls do not need a common one."""
    ending, staying = (start("--drain-time", "5s", "--owner-key-file", key_file, data=tmp_path / name) for name in ("ending", "staying"))
    with proxies.Proxy(proxy_name, ending.port, staying.port) as proxy:
        proxy.ready()
        callers = Callers(proxy.trusted)
        poll.until("calls are answered", lambda: callers.answered > 100)
        assert ending.terminate() == 0
        before = callers.answered
        poll.until("the other node answers", lambda: callers.answered > before + 100)
        assert not callers.end().wrong, callers.wrong[:5]
