"""The systemd units: their promises, that the binary accepts their arguments, and what it does with systemd's sockets,
notices and watchdog."""

import re
import shlex
import shutil
import socket
import subprocess
import threading

import pytest

from harness import poll, server
from harness.client import BROKEN, Client
from harness.supervisor import NewConnections, Supervisor

UNIT = server.ROOT / "deploy/systemd/onsale.service"
SOCKETS = {"public": UNIT.parent / "onsale.socket", "operator": UNIT.parent / "onsale-operator.socket"}
BACKUP, CHECK = UNIT.parent / "onsale-backup.service", UNIT.parent / "onsale-backup-check.service"
TIMER = CHECK.with_suffix(".timer")
SERVICES = (UNIT, BACKUP, CHECK)
EXPOSURE_MAX = 2.0

needs_analyze = pytest.mark.skipif(not shutil.which("systemd-analyze"),
                                   reason="systemd-analyze is not installed (package systemd)")


def directives(unit=UNIT):
    """Section and name to the values, in order."""
    found, section = {}, ""
    for line in unit.read_text().splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            name, equals, value = line.partition("=")
            assert equals and re.fullmatch("[A-Za-z0-9]+", name), line
            found.setdefault(f"{section}.{name}", []).append(value)
    return found


def seconds(text):
    return int(re.fullmatch(r"(\d+)s?", text)[1])


@pytest.mark.parametrize("file", [UNIT, BACKUP], ids=lambda file: file.stem)
def test_it_restarts_after_any_number_of_failures(file):
    unit = directives(file)
    assert unit["Unit.StartLimitIntervalSec"] == ["0"]
    assert unit["Service.Restart"] == ["always"]
    assert 2 <= seconds(unit["Service.RestartSec"][0]) <= 30
    assert "Service.StartLimitIntervalSec" not in unit, "systemd reads it in [Unit] only"


@pytest.mark.parametrize("name, value", [
    ("NoNewPrivileges", "true"), ("CapabilityBoundingSet", ""), ("ProtectSystem", "strict"), ("ProtectHome", "true"),
    ("PrivateTmp", "true"), ("PrivateDevices", "true"), ("ProtectKernelTunables", "true"),
    ("ProtectKernelModules", "true"), ("ProtectKernelLogs", "true"), ("MemoryDenyWriteExecute", "true"),
    ("UMask", "0077"), ("StateDirectoryMode", "0700"), ("LimitCORE", "0")])
@pytest.mark.parametrize("file", SERVICES, ids=lambda file: file.stem)
def test_it_drops_unneeded_privileges(file, name, value):
    assert directives(file)[f"Service.{name}"] == [value]


def test_only_the_server_reaches_the_network():
    assert directives()["Service.RestrictAddressFamilies"] == ["AF_INET AF_INET6 AF_UNIX"]
    for file in (BACKUP, CHECK):
        unit = directives(file)
        assert (unit["Service.PrivateNetwork"], unit["Service.RestrictAddressFamilies"]) == (["true"], ["none"])


def test_its_limits_fit_the_defaults_of_the_program():
    unit = directives()
    settings = server.run("config", "--json")
    connections = int(re.search(r'"connections-max": {"value": (\d+)', settings.stdout)[1])
    # The limit of open files has room for an eighth more connections than the server serves, which
    # it accepts only to reject them, and for a thousand other files.
    assert int(unit["Service.LimitNOFILE"][0]) >= max(connections, 50_000) * 9 // 8 + 1000
    assert re.fullmatch(r"\d+[%GM]", unit["Service.MemoryMax"][0])


def test_the_program_starts_with_its_arguments(tmp_path):
    program, *words = shlex.split(directives()["Service.ExecStart"][0])
    assert program == "/usr/local/bin/onsale" and words[0] == "serve"
    places = {"/var/lib/onsale": str(tmp_path / "data"), "/var/lib/onsale-owner/owner.key": str(tmp_path / "owner.key"),
              "/etc/onsale/catalog.json": str(server.REFERENCE)}
    arguments = [places.pop(word, word) for word in words[1:]]
    assert not places, "a path of the unit cannot be mapped here"
    assert not [word for word in arguments if word.startswith("/") and word not in (
        str(tmp_path / "data"), str(tmp_path / "owner.key"), str(server.REFERENCE))], "a path of the machine is left"
    # Starts with the unit's arguments and another `--listen`: the last one counts.
    with server.Server(tmp_path / "data", *arguments[2:], catalogs=()) as started:
        started.ready()
        assert started.terminate() == 0
    assert (tmp_path / "owner.key").exists()


def test_a_copy_is_made_and_checked_with_the_arguments_of_the_units(start, tmp_path):
    data, copy, scratch = (tmp_path / name for name in ("data", "copy", "scratch"))
    scratch.mkdir()
    places = {"/usr/local/bin/onsale": server.binary(), "/var/lib/onsale": str(data), "/var/lib/onsale-backup": str(copy),
              "/var/cache/onsale-backup": str(scratch)}

    def arguments(file):
        return [places.get(word, word) for word in shlex.split(directives(file)["Service.ExecStart"][0])]
    start(data=data)
    with subprocess.Popen(arguments(BACKUP)) as follower:
        try:
            poll.until("the copy is whole", lambda: list(copy.glob("chain-*/manifest")))
        finally:
            follower.terminate()
    assert follower.returncode == 0
    checked = subprocess.run(arguments(CHECK), capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert not list(scratch.iterdir())


def filled(tmp_path):
    """The units with an existing program."""
    files = (*SERVICES, *SOCKETS.values(), TIMER)
    for file in files:
        (tmp_path / file.name).write_text(file.read_text().replace("/usr/local/bin/onsale", server.binary()))
    return [tmp_path / file.name for file in files]


@needs_analyze
def test_systemd_accepts_every_line(tmp_path):
    done = subprocess.run(["systemd-analyze", "verify", *filled(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and not done.stderr, done.stderr


@needs_analyze
@pytest.mark.parametrize("file", SERVICES, ids=lambda file: file.stem)
def test_the_exposure_is_low(tmp_path, file):
    filled(tmp_path)
    done = subprocess.run(["systemd-analyze", "security", "--offline=true", tmp_path / file.name], capture_output=True,
                          text=True, check=False)
    level = re.search(rf"Overall exposure level for {file.name}: ([0-9.]+)", done.stdout)
    assert level, done.stdout + done.stderr
    assert float(level[1]) <= EXPOSURE_MAX, done.stdout


def test_the_sockets_are_those_of_the_settings():
    settings = server.run("config", "--json")
    for (name, unit), setting in zip(SOCKETS.items(), ("listen", "operator-listen")):
        socket_of = directives(unit)
        assert socket_of["Socket.FileDescriptorName"] == [name]
        assert socket_of["Socket.Service"] == [UNIT.name]
        address = re.search(rf'"{setting}": {{"value": "([^"]+)"', settings.stdout)[1]
        assert socket_of["Socket.ListenStream"] == [address], "the unit and the program have different defaults"


def test_the_watchdog_waits_longer_than_the_program_may_need():
    unit = directives()
    assert unit["Service.Type"] == ["notify"]
    # 20 s is the longest wait for PostgreSQL (docs/operating.md), and two notices may be late.
    assert seconds(unit["Service.WatchdogSec"][0]) >= 3 * 20
    assert unit["Unit.After"][-1].split() == [file.name for file in SOCKETS.values()]


@pytest.fixture
def supervisor(tmp_path):
    with Supervisor(tmp_path) as made:
        yield made


@pytest.fixture
def activated(start, supervisor):
    """Starts a server with the supervisor's sockets: activated(names="public:operator", ...)."""
    def start_it(*arguments, names="public:operator", count=2, wait=True, **environment):
        return start(*arguments, wait=wait, prefix=supervisor.prefix(names, count), pass_fds=supervisor.pass_fds(),
                     environment=supervisor.environment() | environment)
    return start_it


def test_it_is_ready_when_it_listens_and_says_that_it_stops(start, supervisor):
    started = start(wait=False, environment=supervisor.environment())
    supervisor.until("READY=1")
    started.ready(1)
    assert Client(started.port).get("/readyz").status == 200
    assert f"STATUS=Serving at {started.url}" in [line for _, line in supervisor.notices()]
    assert "STOPPING=1" not in [line for _, line in supervisor.notices()]
    assert started.terminate() == 0
    supervisor.until("STOPPING=1")


def test_a_start_that_fails_is_never_ready(start, supervisor, tmp_path):
    (tmp_path / "bad.json").write_text("{}")
    failed = start(wait=False, catalogs=[tmp_path / "bad.json"], environment=supervisor.environment())
    assert failed.wait() == 1
    assert not supervisor.notices()


def test_the_watchdog_gets_its_notices_in_time(start, supervisor):
    start(environment=supervisor.environment(watchdog_seconds=15))
    ready = supervisor.until("READY=1")[0]
    times = [ready, *supervisor.until("WATCHDOG=1", times=3)]
    assert all(later - earlier < 15 for earlier, later in zip(times, times[1:])), times


def test_passed_sockets_keep_those_who_come_during_a_restart(activated, supervisor, tmp_path):
    early = socket.create_connection(("127.0.0.1", supervisor.port), timeout=60)
    early.sendall(b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")  # before the first start
    first = activated(data=tmp_path / "data")
    assert (first.port, first.operator_port) == (supervisor.port, supervisor.operator_port)
    assert early.recv(65536).startswith(b"HTTP/1.1 200")
    early.close()
    asking, over = NewConnections(supervisor.port), threading.Event()

    def ask():
        while not over.is_set():
            asking.ask()
    thread = threading.Thread(target=ask)
    thread.start()
    poll.until("some are answered", lambda: asking.answered > 20)
    assert first.terminate() == 0
    before = asking.answered
    second = activated(data=tmp_path / "data", wait=False)
    supervisor.until("READY=1", times=2)
    poll.until("more are answered", lambda: asking.answered > before + 20)
    over.set()
    thread.join()
    assert asking.refused == 0
    assert asking.closed <= 1, "of the one that was accepted as the first server stopped"
    assert second.terminate() == 0


def test_an_address_whose_socket_is_not_passed_is_opened(activated, supervisor):
    # The fixture passes both descriptors; the variables speak of the first alone.
    started = activated(names="public", count=1)
    assert started.port == supervisor.port
    assert started.operator_port != supervisor.operator_port
    assert Client(started.port).get("/readyz").status == 200


@pytest.mark.parametrize("names, count, reason", [
    ("onsale.socket:operator", 2, "the passed socket 'onsale.socket' has an unknown name"),
    ("public:public", 2, "the passed socket 'public' is there twice"),
    ("public", 2, "LISTEN_FDNAMES is 'public'"),
    ("public:operator", 3, "LISTEN_FDS is '3'"),
    ("public:operator", "two", "LISTEN_FDS is 'two'")])
def test_odd_sockets_end_the_start_before_it_changes_anything(activated, tmp_path, names, count, reason):
    failed = activated(names=names, count=count, wait=False, data=tmp_path / "data")
    assert failed.wait() == 1
    assert reason in failed.err
    assert not (tmp_path / "data").exists()


def test_a_passed_socket_that_others_reach_needs_the_flag(start, tmp_path):
    with Supervisor(tmp_path, ("0.0.0.0", "127.0.0.1")) as public:
        failed = start(wait=False, prefix=public.prefix(), pass_fds=public.pass_fds(), data=tmp_path / "data")
        assert failed.wait() == 1
        assert "--allow-public" in failed.err
        start("--allow-public", "--host", "tickets.example", prefix=public.prefix(), pass_fds=public.pass_fds(),
              data=tmp_path / "data", wait=False).until_logged('"event":"ready"')
        assert Client(public.port).get("/readyz").status == 200


@pytest.mark.skipif(not shutil.which("systemd-socket-activate"), reason="systemd-socket-activate is not installed (package systemd)")
def test_systemd_passes_its_sockets(start, tmp_path):
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        ports = [each.getsockname()[1] for each in (one, other)]
    prefix = ["systemd-socket-activate", "--fdname=public:operator", *(f"-l127.0.0.1:{port}" for port in ports)]
    started = start(wait=False, prefix=prefix, data=tmp_path / "data")

    def answers():
        try:
            return Client(ports[0]).get("/readyz").status == 200  # its connection starts the program
        except BROKEN:
            return False
    poll.until("the program is started and answers", answers, 60)
    started.ready()
    assert [started.port, started.operator_port] == ports
