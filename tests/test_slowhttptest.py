"""Attacks by slowhttptest, an independent program: it always reaches the server, and buyers are
served.

ONSALE_TEST_HOSTILE=full adds slow headers and bodies, and uses thousands of connections.
"""

import contextlib
import os
import re
import shutil
import subprocess

import pytest

from harness import latency_probe

FULL = os.environ.get("ONSALE_TEST_HOSTILE") == "full"
CLIENTS = 4000 if FULL else 300
# The length of an attack: slowhttptest reports every five seconds whether the server is available.
SECONDS = 6
ROUND_SECONDS = 2

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
SLOW_HEADERS = ["-H", "-i", "1"]
SLOW_BODIES = ["-B", "-i", "1", "-t", "POST", "-f", "application/json"]
# Reads with windows of a few bytes and three pipelined requests on each connection.
SLOW_READS = ["-X", "-w", "10", "-y", "100", "-n", "1", "-z", "32", "-k", "3"]
ATTACKS = {"slow reads": ("/openapi.json", SLOW_READS)}
if FULL:
    ATTACKS |= {"slow headers": ("/v1/concerts", SLOW_HEADERS), "slow bodies": ("/v1/queue/tokens", SLOW_BODIES)}


@contextlib.contextmanager
def attacking(url, options):
    command = ["slowhttptest", "-c", str(CLIENTS), "-r", str(CLIENTS), "-l", str(SECONDS), "-p", "3", "-u", url,
               *options]
    attacker = subprocess.Popen(["nice", "-n", "19", *command], stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield
        told = COLOURS.sub("", attacker.communicate(timeout=10 * SECONDS)[0])
    finally:
        attacker.kill()
        attacker.communicate()
    available = re.findall(r"service available: *(\w+)", told)
    assert available and set(available) == {"YES"}, told


@pytest.mark.parametrize("target, options", ATTACKS.values(), ids=ATTACKS.keys())
def test_the_server_stays_available(open_server, target, options):
    if not shutil.which("slowhttptest"):
        pytest.skip("slowhttptest is not installed (Debian's package of that name)")
    house = open_server("--header-timeout", "3s", "--body-timeout", "3s", "--active-time", "1h",
                       "--connections-max", CLIENTS + 1000)
    buyers = latency_probe.Shoppers(house)
    buyers.p99(ROUND_SECONDS)
    buyers.bear(lambda: attacking(house.server.url + target, options), ROUND_SECONDS, rounds=1)
