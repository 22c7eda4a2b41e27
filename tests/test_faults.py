"""Faults of real processes on a real file system, under a rehearsal's load: no acknowledged
purchase is lost.

ONSALE_TEST_FAULT_ROUNDS sets the number of rounds, by default one per fault; ONSALE_TEST_FAULT_SEED
repeats their choices.
"""

import contextlib
import os
import random
import resource

import pytest

from harness import server as servers
from harness.buyer import Buyer
from harness.client import BROKEN, Client
from harness.fault_injection import DISK_MEGABYTES, FAULTS, FaultySale
from harness.small_disk import CannotMount, SmallDisk

ROUNDS = int(os.environ.get("ONSALE_TEST_FAULT_ROUNDS", len(FAULTS)))
SEED = int(os.environ.get("ONSALE_TEST_FAULT_SEED", random.SystemRandom().randrange(2**32)))
# So few buyers that the arena does not sell out in a thousand rounds.
BUYERS = 20


@pytest.fixture
def sale(tmp_path):
    try:
        disk = SmallDisk(tmp_path, DISK_MEGABYTES)
    except CannotMount as why:
        pytest.skip(str(why))
    faulty = FaultySale(tmp_path, disk, random.Random(SEED))
    yield faulty
    faulty.close()
    disk.close()


def test_every_acknowledged_purchase_survives_every_fault(sale):
    print(f"seed {SEED}, {ROUNDS} rounds")
    for number in range(ROUNDS):
        sale.meet(list(FAULTS)[number % len(FAULTS)], number, BUYERS)
    sale.audit()
    with servers.tables(sale.data) as database:
        (sold,) = database.execute("SELECT count(*) FROM seats WHERE status = 'SOLD'").fetchone()
    # Seats sold may exceed the answers: a purchase whose answer was lost may exist too.
    assert sold >= sale.seats_sold > ROUNDS
    # A slow machine leaves more rounds unchecked; of few rounds most must be checked.
    assert sale.unchecked * (10 if ROUNDS > 2 * len(FAULTS) else 2) <= ROUNDS + 10
    assert sale.amid * 2 > ROUNDS, "most faults occurred without buyers"
    print(f"{sale.rounds}, {sale.amid} during the crowd, {sale.unchecked} not completely checked: "
          f"{sale.seats_sold} seats bought and acknowledged, {sold} sold")


def test_a_limit_on_the_size_of_files_ends_the_server_and_loses_nothing(start, key_file):
    """`ulimit -f`: the kernel's signal once killed the server without a message."""
    server = start("--owner-key-file", key_file)
    buyer = Buyer(Client(server.port))
    assert buyer.top_up(700).status == 201
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (4096, 4096))
    with contextlib.suppress(*BROKEN):
        assert buyer.top_up(1).status >= 500
    assert server.wait() == 1
    assert "File too large" in server.err and "ERROR: AddressSanitizer" not in server.err, server.err
    again = start(data=server.data)
    buyer.client = Client(again.port)
    assert buyer.balance().json()["balance"] in (700, 701)
