"""Requests as bytes, and files of requests for the clients."""

import json
import os
import struct


def get(path, token=None, etag=None):
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1"]
    if token:
        lines.append(f"Queue-Token: {token}")
    if etag:
        lines.append(f"If-None-Match: {etag}")
    return "\r\n".join([*lines, "", ""]).encode()


def post(path, body, token=None, key=None):
    text = json.dumps(body, separators=(",", ":"))
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json",
             f"Content-Length: {len(text)}"]
    if token:
        lines.append(f"Queue-Token: {token}")
    if key:
        lines.append(f"Idempotency-Key: {key}")
    return "\r\n".join([*lines, "", text]).encode()


def join(user, concert=None):
    return post("/v1/queue/tokens", {"userId": user} | ({"concertId": concert} if concert else {}))


def hold(show, seats, token):
    return post("/v1/reservations", {"showId": show, "seatNumbers": seats}, token)


def best(show, count, token):
    """The server chooses the seats, side by side."""
    return post("/v1/reservations", {"showId": show, "best": {"count": count}}, token)


def top_up(user, amount, key=None):
    return post(f"/v1/users/{user}/balance/top-ups", {"amount": amount}, key=key)


def pay(reservation, token):
    return post("/v1/payments", {"reservationId": reservation}, token)


def cancel(reservation, token):
    return get(f"/v1/reservations/{reservation}", token).replace(b"GET", b"DELETE", 1)


def write_file(path, requests):
    """Writes length (4 bytes, little-endian) and bytes of each. Synced, so that its write-back does
    not disturb the measurement."""
    with open(path, "wb") as file:
        for request in requests:
            file.write(struct.pack("<I", len(request)) + request)
        file.flush()
        os.fsync(file.fileno())
    return path


def read_file(path, offset=0):
    data = memoryview(path.read_bytes())[offset:]
    while data:
        length, = struct.unpack_from("<I", data)
        yield bytes(data[4:4 + length])
        data = data[4 + length:]
