"""What must pass a proxy's TLS listener: calls, a body in chunks, an event stream; and what must not: a call of the shop, an
authority that nobody knows, an old protocol."""

import http.client
import json
import ssl
import time

# Below the heartbeat of 15 s, up to which a proxy that collects events holds them back.
EVENT_SECONDS = 10


def context(certificate):
    return ssl.create_default_context(cafile=certificate)


def connect(port, trusted):
    return http.client.HTTPSConnection("localhost", port, timeout=60, context=trusted)


def ask(connection, method, target, token=None, chunks=None):
    headers = {"Content-Type": "application/json"} | ({"Queue-Token": token} if token else {})
    connection.request(method, target, body=chunks and iter(chunks), headers=headers, encode_chunked=chunks is not None)
    answer = connection.getresponse()
    return answer.status, answer.read()


def check(house, port, certificate):
    """`certificate` is that of the authority that the listener's certificate can be verified with."""
    trusted = context(certificate)
    connection = connect(port, trusted)
    status, read = ask(connection, "GET", "/v1/concerts")
    assert status == 200 and b'"concerts":' in read, (status, read)
    assert ask(connection, "GET", "/v1/users/ann/balance")[0] == 404, "a call of the shop passes"
    buyer = house.buyer()
    show, seats, _ = house.fresh_seats(2)
    body = json.dumps({"showId": show, "seatNumbers": seats[:1]}).encode()
    stream = connect(port, trusted)
    stream.request("GET", f"/v1/shows/{show}/seats/events", headers={"Queue-Token": buyer.token, "Accept": "text/event-stream"})
    events = stream.getresponse()
    read_until(events, b"event: snapshot")
    begun = time.monotonic()
    status, read = ask(connection, "POST", "/v1/reservations", buyer.token, [body[:9], body[9:]])
    assert status == 201, (status, read)
    read_until(events, b"event: seats")
    assert time.monotonic() - begun < EVENT_SECONDS, "the proxy keeps events back"
    events.close()
    stream.close()
    connection.close()
    with_system = connect(port, ssl.create_default_context())
    try:
        with_system.request("GET", "/v1/concerts")
        raise AssertionError("a certificate of nobody was accepted")
    except ssl.SSLCertVerificationError:
        pass


def read_until(events, text):
    read = b""
    while text not in read:
        part = events.read1()
        assert part, f"the stream ended: {read}"
        read += part
