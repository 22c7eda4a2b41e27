"""The lines of the test's driver (../README.md) for programs in Python."""

import base64
import re
import sys
import urllib.parse

FIRST_EVENT = re.compile(rb"^event:.*\n(.+\n)*\n", re.M)


def calls():
    """(method, form, url, body, headers) of each line."""
    for line in sys.stdin:
        method, form, segments, body, *pairs = line.rstrip("\n").split("\t")
        path = "/".join(urllib.parse.quote(segment, safe="") for segment in segments.split(" "))
        headers = dict(pair.split(": ", 1) for pair in pairs)
        yield method, form, f"{sys.argv[1]}/{path}", body.encode() or None, headers


def answer(status, body, headers):
    shown = "".join(f"\t{name}: {value}" for name, value in headers)
    print(f"{status}\t{base64.b64encode(body).decode()}{shown}", flush=True)


def failed(error):
    answer("error", repr(error).encode(), [])


def parts(body):
    yield body[:5]
    yield body[5:]
