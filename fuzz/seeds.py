"""Converts the texts of fuzz/corpus/TARGET into libFuzzer's seeds: seeds.py TARGET FOLDER.

By file extension:
  .http  requests between lines of `---`: LF becomes CRLF, {length} the length of the body
  .esc   Python's escapes (\\x00, \\r\\n), without the file's line breaks
  .hex   hexadecimal; # begins a comment
  .txt   the text, without its last line break
In .http and .esc, {owner}, {other}, {waiter} and {elsewhere} are queue tokens of fuzz/api.h,
{first} is the owner's in the format of the first version, {reservation} is the owner's reservation.
"""

import base64
import hashlib
import hmac
import pathlib
import struct
import sys

CORPUS = pathlib.Path(__file__).resolve().parent / "corpus"
# A target that uses the corpus of another one, because both read HTTP requests.
SHARED = {"request_parser": "connection"}
KEY = bytes([1]) + bytes(31)
KEY_ID = hashlib.sha256(b"onsale token key:" + KEY).digest()[:4]
ISSUED_MICROSECONDS = 24 * 3600 * 10**6


def token(room, place, version=2):
    named = struct.pack(">IQQ", room, place, ISSUED_MICROSECONDS)
    named = (b"\2" + KEY_ID if version == 2 else b"\1") + named
    seal = hmac.new(KEY, named, hashlib.sha256).digest()[:16]
    return base64.urlsafe_b64encode(named + seal).rstrip(b"=").decode()


NAMES = {
    "{owner}": token(1, 1),
    "{other}": token(1, 2),
    "{waiter}": token(1, 3),
    "{elsewhere}": token(2, 1),
    "{first}": token(1, 1, version=1),
    "{reservation}": "00000000-0000-0000-0000-000000000001",
}


def named(text):
    for name, value in NAMES.items():
        text = text.replace(name, value)
    return text


def http(text):
    requests = b""
    for request in named(text).split("---\n"):
        head, _, body = request.partition("\n\n")
        body = body.removesuffix("\n").encode()
        head = head.replace("{length}", str(len(body))).replace("\n", "\r\n")
        requests += head.encode() + b"\r\n\r\n" + body
    return requests


def escaped(text):
    return named(text.replace("\n", "")).encode("latin-1").decode("unicode_escape").encode("latin-1")


def hexadecimal(text):
    return bytes.fromhex("".join(line.partition("#")[0] for line in text.splitlines()))


READ = {".http": http, ".esc": escaped, ".hex": hexadecimal,
        ".txt": lambda text: text.removesuffix("\n").encode()}


def main(target, folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    seeds = sorted(CORPUS.joinpath(SHARED.get(target, target)).iterdir())
    for seed in seeds:
        (folder / seed.name).write_bytes(READ[seed.suffix](seed.read_text(encoding="utf-8")))
    print(f"{target}: {len(seeds)} seeds")


if __name__ == "__main__":
    main(*sys.argv[1:])
