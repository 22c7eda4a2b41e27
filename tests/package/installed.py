"""The Debian package in a clean Debian: what it installs, a purchase, an upgrade under load, a purge. `./dev test-package`."""

import json
import re
import shutil
import subprocess
import threading

import pytest

from harness import poll, server
from harness.buyer import Buyer
from harness.client import Client
from harness.supervisor import NewConnections, Supervisor
from package import clean

SETTINGS = "/etc/onsale/onsale.toml"


@pytest.fixture(scope="module")
def debian(tmp_path_factory):
    with clean.Debian(tmp_path_factory.mktemp("debian") / "root") as made:
        made.before = made.files()
        made.run("apt-get", "-q", "update")
        made.said = made.install(clean.package(1))
        yield made


class Service:
    """What the unit starts, with the sockets of a supervisor: systemd itself does not run in a folder."""

    def __init__(self, debian, supervisor):
        unit = debian.path("/lib/systemd/system/onsale.service").read_text()
        self._words = re.search(r"^ExecStart=(.*)$", unit, re.M)[1].split()
        self._user = re.search(r"^User=(.*)$", unit, re.M)[1]
        self._debian, self._supervisor = debian, supervisor

    def _ids(self):
        """The numbers of the unit's user, which the package has made."""
        line = next(line for line in self._debian.path("/etc/passwd").read_text().splitlines() if line.startswith(self._user + ":"))
        return line.split(":")[2:4]

    def start(self, log):
        user, group = self._ids()
        for folder in ("onsale", "onsale-owner"):  # StateDirectory=
            path = self._debian.path(f"/var/lib/{folder}")
            path.mkdir(mode=0o700, exist_ok=True)
            shutil.chown(path, int(user), int(group))
        environment = {"PATH": "/usr/sbin:/usr/bin", **self._supervisor.environment()}
        words = ["chroot", f"--userspec={user}:{group}", str(self._debian.root), *self._words]
        count = len(self._supervisor.notices())
        process = subprocess.Popen(self._supervisor.prefix(shell=words), pass_fds=self._supervisor.pass_fds(), env=environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log)

        def ready():
            assert process.poll() is None, f"the service ended with {process.returncode}"
            return "READY=1" in [line for _, line in self._supervisor.notices()[count:]]
        poll.until("the service is ready", ready, 60)
        return process


@pytest.fixture(scope="module")
def supervisor(debian):
    with Supervisor(debian.path("/run"), within="/run") as made:
        debian.path("/run/notify").chmod(0o666)
        yield made


def test_it_brings_what_a_service_needs_and_starts_nothing(debian):
    listed = set(debian.run("dpkg", "-L", "onsale").stdout.split())
    assert {"/usr/bin/onsale", SETTINGS, "/lib/systemd/system/onsale.service", "/lib/systemd/system/onsale.socket",
            "/lib/systemd/system/onsale-operator.socket", "/lib/systemd/system/onsale-backup.service",
            "/lib/systemd/system/onsale-backup-check.service", "/lib/systemd/system/onsale-backup-check.timer", "/usr/share/man/man1/onsale.1.gz",
            "/usr/share/bash-completion/completions/onsale", "/usr/lib/sysusers.d/onsale.conf"} <= listed
    assert debian.run("dpkg-query", "-W", "-f=${Conffiles}", "onsale").stdout.split()[0] == SETTINGS
    assert not list(debian.path("/etc/systemd/system").rglob("*onsale*")), "nothing is enabled by an installation"
    assert not debian.path("/var/lib/onsale/journal").exists()
    assert re.search(r"^onsale:[^:]*:\d+:\d+:[^:]*:/var/lib/onsale:/usr/sbin/nologin$", debian.path("/etc/passwd").read_text(), re.M)


def test_the_program_knows_its_settings_file_and_its_texts(debian):
    shown = json.loads(debian.run("onsale", "config", "--config", SETTINGS, "--json").stdout)
    assert json.dumps(shown).count("/var/lib/onsale") >= 2
    assert debian.run("bash", "-n", "/usr/share/bash-completion/completions/onsale").stdout == ""
    assert debian.run("onsale", "catalog", "check", "/usr/share/doc/onsale/examples/reference.json").returncode == 0


def test_a_seat_is_bought_upgraded_under_load_and_kept(debian, supervisor, tmp_path):
    """The whole way: start, purchase, upgrade while others buy and connect, restart, purge."""
    shutil.copy(server.REFERENCE, debian.path("/etc/onsale/catalog.json"))
    settings = debian.path(SETTINGS)
    settings.write_text(settings.read_text().replace('# catalog = ["/etc/onsale/catalog.json"]', 'catalog = ["/etc/onsale/catalog.json"]'))
    assert 'catalog = ["/etc/onsale/catalog.json"]\n' in settings.read_text()
    service, log = Service(debian, supervisor), (tmp_path / "log").open("ab")
    first = service.start(log)
    client = Client(supervisor.port)
    key = debian.path("/var/lib/onsale-owner/owner.key").read_text().strip()
    concert = client.get("/v1/concerts").json()["concerts"][0]["concertId"]
    buyer = Buyer(client)
    assert buyer.join().status == 201
    show = buyer.dates(concert).json()["dates"][0]["showId"]
    assert buyer.top_up(1_000_000).status == 201
    held = buyer.hold(show, 1)
    assert held.status == 201, held
    assert buyer.pay(held.json()["reservationId"]).status == 201

    askers, over = [NewConnections(supervisor.port) for _ in range(4)], threading.Event()

    def ask(asker):
        while not over.is_set():
            asker.ask()
    threads = [threading.Thread(target=ask, args=(asker,)) for asker in askers]
    for thread in threads:
        thread.start()
    poll.until("the load is answered", lambda: all(asker.answered > 20 for asker in askers))
    said = debian.install(clean.package(2))
    assert "+2" in debian.run("dpkg-query", "-W", "-f=${Version}", "onsale").stdout
    assert "Configuration file" not in said, "the changed settings file is kept without a question"
    # As `systemctl restart`, which the package asks for where systemd runs.
    before = [asker.answered for asker in askers]
    first.terminate()
    assert first.wait(60) == 0
    second = service.start(log)
    poll.until("the load is answered again", lambda: all(asker.answered > old + 20 for asker, old in zip(askers, before)))
    over.set()
    for thread in threads:
        thread.join()
    answered, closed, longest = (sum(asker.answered for asker in askers), sum(asker.closed for asker in askers), max(asker.longest for asker in askers))
    print(f"\nupgrade under load: {answered} answered, {closed} closed unanswered, longest wait {longest:.2f} s")
    assert sum(asker.refused for asker in askers) == 0
    assert closed <= len(askers), "at most the connections that were accepted as the first server stopped"
    with_key = {"Authorization": f"Bearer {key}"}
    taken = client.get(f"/v1/operator/shows/{show}/seats/1/reservations", headers=with_key).json()["reservations"]
    assert [each["status"] for each in taken] == ["CONFIRMED"]
    second.terminate()
    assert second.wait(60) == 0


def test_a_purge_keeps_the_sale_and_says_so(debian):
    said = debian.run("apt-get", "-qy", "purge", "onsale").stdout
    for kept in ("/var/lib/onsale-owner is kept", "/var/lib/onsale is kept", "/etc/onsale is kept", "the user onsale is kept"):
        assert kept in said, said
    assert debian.path("/var/lib/onsale/sale.db").exists()
    for name in ("/var/lib/onsale", "/var/lib/onsale-owner", "/etc/onsale"):
        shutil.rmtree(debian.path(name))
    debian.run("apt-get", "-qy", "autoremove", "--purge")
    left = {path for path in debian.files() - debian.before if "onsale" in path}
    assert not {path for path in left if not path.startswith("var/lib/apt/")}, left
