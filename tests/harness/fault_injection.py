"""A sale on a small disk with faults under load: kill, stop, full disk, power cut, clock steps."""

import contextlib
import email.utils
import json
import signal
import subprocess
import time

from harness import poll
from harness import server as servers
from harness.client import BROKEN, Client
from harness.clock import Clock

SHOWS = "moonlit-signal-1,moonlit-signal-2,moonlit-signal-3"
# Turns and holds are short, so that buyers who leave do not delay the others.
SETTINGS = ("--room-capacity", 100, "--active-time", "8s", "--hold-time", "4s",
            "--fold-interval", "50ms", "--fold-age-max", "200ms")
DISK_MEGABYTES = 400
CROWD_SECONDS = 240
NOT_WHOLLY_CHECKED = ("unchecked", "cut-short")
# Texts in the server's errors when its disk fails.
DISK_WORDS = ("Input/output error", "Read-only file system", "No space left", "disk is full",
              "disk I/O error", "attempt to write a readonly database")


class Crowd:
    """`onsale rehearse` in the background."""

    def __init__(self, server, folder, seed, buyers):
        self.figures = folder / f"crowd-{seed}.json"
        command = [servers.binary(), "rehearse", "--url", server.url, "--show", SHOWS,
                   "--buyers", buyers, "--arrive", "1s", "--speed", 20, "--connections", 30,
                   "--yes", "--seed", seed, "--json", self.figures, "--time-limit", "120s"]
        self.process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def is_gone(self):
        return self.process.poll() is not None

    def judge(self):
        """The rehearsal's figures; an error if it found a violation."""
        told, _ = self.process.communicate(timeout=CROWD_SECONDS)
        assert self.figures.exists(), told
        figures = json.loads(self.figures.read_text())
        self.figures.unlink()
        # Checks may be incomplete: on a slow machine the server may be down for too long.
        assert figures["verdict"] in ("well", "strained", *NOT_WHOLLY_CHECKED), told
        assert figures["wrongAnswers"] == 0, told
        assert not any(check["violations"] for check in figures["audit"]), told
        return figures


class FaultySale:
    """One data directory, and many server processes at one address."""

    def __init__(self, folder, disk, dice):
        self.disk, self.dice, self.folder = disk, dice, folder
        self.data = disk.path / "data"
        self.clock = Clock(folder)
        self.owner_key = servers.owner_key_file(folder)
        self.seats_sold = 0
        self.rounds = {}
        self.unchecked = 0
        self.amid = 0  # rounds whose fault occurred while the crowd was active
        self.server = None
        self.port = 0
        self.start()

    @property
    def url(self):
        return self.server.url

    def start(self):
        catalogs = [] if self.port else [servers.ARENA]
        self.server = servers.Server(self.data, *SETTINGS, "--owner-key-file", self.owner_key,
                                     catalogs=catalogs, listen=f"127.0.0.1:{self.port}",
                                     environment=self.clock.environment())
        self.server.ready()
        self.port = self.server.port

    def try_to_start(self):
        """Starts on a faulty disk: the server runs, or reports what is wrong."""
        try:
            self.start()
        except AssertionError as refused:
            assert any(word in str(refused) for word in DISK_WORDS), refused

    def accepts_its_clock(self):
        done = servers.run("clock", "accept", "--url", self.server.operator_url, "--key-file", self.owner_key)
        assert done.returncode == 0, done.stderr

    def has_ended(self):
        return self.server.process.poll() is not None

    def writes(self):
        try:
            answer = Client(self.port).request("POST", "/v1/users/probe/balance/top-ups", {"amount": 1})
        except BROKEN:
            return False
        return answer.status == 201

    def is_clear_about_its_end(self):
        assert self.server.process.returncode > 0
        assert any(word in self.server.err for word in DISK_WORDS), self.server.err
        assert "Sanitizer" not in self.server.err, self.server.err

    def end(self):
        """Ends the process if it is still running."""
        if not self.has_ended():
            self.server.kill()
        self.server.__exit__()

    def wait_a_moment(self, most):
        poll.sleep_until(time.monotonic() + self.dice.uniform(0, most))

    def meet(self, fault, number, buyers):
        """One round: a crowd, a fault while it runs, and the crowd's audit."""
        crowd = Crowd(self, self.folder, number + 1, buyers)
        client = Client(self.port)
        # A number of holds and payments that the crowd exceeds on every machine.
        enough = self._steps(client) + self.dice.randrange(1, buyers)
        poll.until("the crowd buys", lambda: crowd.is_gone() or self._steps(client) >= enough, 60)
        self.amid += not crowd.is_gone()
        FAULTS[fault](self)
        try:
            figures = crowd.judge()
        except AssertionError as wrong:
            raise AssertionError(f"{fault}, round {number}: {wrong}\n{self.server.err_so_far}") from wrong
        self.unchecked += figures["verdict"] in NOT_WHOLLY_CHECKED
        self.seats_sold += figures["seatsSold"]
        self.ask_for_an_audit()
        self.rounds[fault] = self.rounds.get(fault, 0) + 1

    def _steps(self, client):
        """The number of holds and payments so far."""
        funnel = client.get("/v1/operator/rooms/main/funnel", headers=servers.OPERATOR).json()
        return funnel["holds"] + funnel["paid"]

    def ask_for_an_audit(self):
        done = servers.run("audit", "--url", self.server.operator_url, "--key-file", self.owner_key)
        assert done.returncode == 0, done.stdout + done.stderr + self.server.err_so_far

    def audit(self):
        """Stops the process and audits its data with another."""
        assert self.server.terminate() == 0, self.server.err
        self.server.__exit__()
        done = servers.run("audit", "--data", self.data)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def close(self):
        if self.server:
            self.end()


def is_killed(sale):
    sale.end()
    sale.start()


def is_stopped_for_a_while(sale):
    sale.server.process.send_signal(signal.SIGSTOP)
    sale.wait_a_moment(1)
    sale.server.process.send_signal(signal.SIGCONT)


def is_out_of_space(sale):
    with sale.disk.full():
        sale.wait_a_moment(1)
        if sale.has_ended():
            sale.is_clear_about_its_end()
    # A server whose write failed on the full disk may still be ending.
    poll.until("the server writes again or has ended", lambda: sale.has_ended() or sale.writes(), 60)
    if sale.has_ended():
        sale.start()


def starts_out_of_space(sale):
    sale.end()
    with sale.disk.full():
        sale.try_to_start()
        sale.wait_a_moment(1)
    sale.end()
    sale.start()


def is_read_only(sale):
    sale.disk.become_read_only()
    outlive_the_disk(sale)


def loses_its_power(sale):
    sale.disk.lose_power()
    outlive_the_disk(sale)


def outlive_the_disk(sale):
    """The process ends by itself at its next write; once the crowd has gone there is none."""
    with contextlib.suppress(*BROKEN):
        Client(sale.port).post("/v1/users/somebody/balance/top-ups", {"amount": 1})
    poll.until("the server has ended", sale.has_ended)
    sale.is_clear_about_its_end()
    sale.end()
    sale.disk.come_back()
    sale.start()


def has_its_clock_stepped(sale):
    """Steps far forward, which is accepted, and a little back: until a clock is where it was, no turn or hold ends."""
    client = Client(sale.port)
    for _ in range(3):
        sale.clock.ahead += sale.dice.randrange(60, 1200)
        for step in (sale.clock.ahead, sale.clock.ahead - sale.dice.randrange(30)):
            sale.clock.step(step)
            if step == sale.clock.ahead:
                sale.accepts_its_clock()
            poll.until("the server's clock has been stepped", lambda: abs(ahead(client) - step) < 25)
        sale.wait_a_moment(0.5)
    sale.clock.step(sale.clock.ahead)


def ahead(client):
    """The seconds by which the server's clock is ahead."""
    date = client.get("/v1/concerts").headers["date"]
    return email.utils.parsedate_to_datetime(date).timestamp() - time.time()


FAULTS = {
    "killed": is_killed,
    "stopped": is_stopped_for_a_while,
    "full": is_out_of_space,
    "full-start": starts_out_of_space,
    "read-only": is_read_only,
    "power": loses_its_power,
    "clock": has_its_clock_stepped,
}
