"""The shop's keys at a URL, on an HTTPS server of the test's own."""

import collections
import gzip
import itertools
import ssl
import threading

import pytest

from harness import poll
from harness.authority import Authority
from harness.client import bearer
from harness.http_server import Handler, Server
from harness.shop import Key, Shop

# What a server does that reads its keys from a host with this name and certificate.
TRUSTED = ("--outbound-private", "localhost", "--outbound-ca")


class KeyPage(Handler):
    """Answers as the path says."""

    def do_GET(self):
        self.server.requests.append(self.path)
        getattr(self, self.path.strip("/"))()

    def keys(self):
        if self.server.is_silent:
            self.server.stopped.wait()
            return
        self.reply(200, {"Content-Type": "application/json"}, self.server.shop.key_set.read_bytes())

    def moved(self):
        self.reply(302, {"Location": "/keys"})

    def broken(self):
        self.reply(500, {})

    def packed(self):
        self.reply(200, {"Content-Encoding": "gzip"}, gzip.compress(self.server.shop.key_set.read_bytes()))

    def endless(self):
        self._send_for_ever(b"2000\r\n" + b" " * 0x2000 + b"\r\n")

    def slow(self):
        self._send_for_ever(b"1\r\n \r\n", pause=0.5)

    def _send_for_ever(self, chunk, pause=0.0):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.close_connection = True
        try:
            while not self.server.stopped.wait(pause):
                self.wfile.write(chunk)
                self.wfile.flush()
        except OSError:
            pass  # the reader has had enough


@pytest.fixture(scope="module")
def authority(module_path):
    return Authority(module_path / "authority")


@pytest.fixture
def page(tmp_path, authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.sign("localhost"))
    with Server(KeyPage, context) as server:
        server.shop, server.requests = Shop(tmp_path), []
        server.is_silent, server.stopped = False, threading.Event()
        server.base = f"https://localhost:{server.port}"
        yield server
        server.stopped.set()


@pytest.fixture
def signed(open_server, page, authority, key_file):
    """A server that has read its keys; no proxy of the environment is used."""
    return open_server(*page.shop.flags(key_file, page.base + "/keys")[:-2], *TRUSTED, authority.certificate,
                       environment={"HTTPS_PROXY": "http://127.0.0.1:1", "ALL_PROXY": "http://127.0.0.1:1"})


def join(client, token):
    return client.post("/v1/queue/tokens", {}, headers=bearer(token))


def test_a_rotation_under_load_refuses_no_honest_buyer(signed, page):
    first, second, stranger = page.shop.key, Key(page.shop.folder, "second"), Key(page.shop.folder, "stranger")
    tokens = {key: [key.token(f"buyer{number}") for number in range(20)] for key in (first, second)}
    signing, stop, answers = [first], threading.Event(), collections.Counter()

    def buy_tokens(seed):
        client = signed.new_client()
        for number in itertools.count(seed):
            if stop.is_set():
                return
            key = signing[0]
            answers[key, join(client, tokens[key][number % 20]).status in (200, 201)] += 1

    buyers = [threading.Thread(target=buy_tokens, args=(seed,)) for seed in range(4)]
    for buyer in buyers:
        buyer.start()
    try:
        poll.until("buyers join", lambda: answers[first, True] > 50)
        page.shop.publish(first, second)
        # Strangers name the new key before the shop does: the server reads the set once.
        for _ in range(5):
            assert join(signed.client, stranger.token("lee", kid="second")).status == 401
        signed.server.until_logged("buyer keys read", times=2)
        assert join(signed.client, stranger.token("lee", kid="third")).json()["reason"] == "unknown-key"
        signing[0] = second
        poll.until("buyers join with the new key", lambda: answers[second, True] > 50)
    finally:
        stop.set()
        for buyer in buyers:
            buyer.join()
    assert set(answers) == {(first, True), (second, True)}, answers
    assert page.requests == ["/keys"] * 2


def test_a_server_that_does_not_answer_keeps_nobody_waiting(signed, page):
    page.is_silent = True
    assert join(signed.client, page.shop.key.token("lee", kid="unknown")).status == 401
    poll.until("the keys are requested", lambda: len(page.requests) == 2)
    assert join(signed.client, page.shop.key.token("kim")).status == 201, "the last good keys stay in use"
    assert signed.server.terminate() == 0
    assert "no whole answer in time" not in signed.server.err, "a stop ends the request, which would end after 10 s"


def test_a_start_that_waits_for_its_keys_can_be_stopped(start, page, authority, key_file):
    """A stop during the first request of the keys took the 10 s of that request."""
    page.is_silent = True
    server = start(*page.shop.flags(key_file, page.base + "/keys"), *TRUSTED, authority.certificate, wait=False)
    poll.until("the keys are requested", lambda: page.requests)
    assert server.terminate() == 0
    assert "no whole answer in time" not in server.err, "the request would end after 10 s"
    assert "start cancelled" in server.err


@pytest.mark.parametrize("path, said", [
    ("/moved", "status 302, a redirect"),
    ("/broken", "status 500"),
    ("/packed", "not JSON"),
    ("/endless", "is larger than"),
    ("/slow", "no whole answer in time"),
])
def test_a_start_without_a_good_answer_is_refused(start, page, authority, key_file, path, said):
    server = start(*page.shop.flags(key_file, page.base + path), *TRUSTED, authority.certificate, catalogs=(), wait=False)
    assert server.wait() == 1
    assert f"{page.base}{path}: " in server.err and said in server.err
    assert page.requests == [path]


@pytest.mark.parametrize("host, private, with_ca, said", [
    ("127.0.0.1", "127.0.0.1", True, "its certificate is not for this host"),
    ("localhost", "localhost", False, "its certificate is not trusted"),
    ("localhost", "other.example", True, "which is not public; if that is intended, give --outbound-private localhost"),
])
def test_a_start_that_cannot_trust_the_host_is_refused(start, page, authority, key_file, host, private, with_ca, said):
    """The name localhost stands for any name that somebody else lets resolve to a private address."""
    flags = ("--outbound-ca", authority.certificate) if with_ca else ()
    server = start(*page.shop.flags(key_file, f"https://{host}:{page.port}/keys"), "--outbound-private", private, *flags,
                   catalogs=(), wait=False)
    assert server.wait() == 1
    assert said in server.err
    assert page.requests == []
