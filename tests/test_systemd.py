"""The systemd unit: its promises, and that the binary accepts its arguments."""

import re
import shlex
import shutil
import subprocess

import pytest

from harness import server

UNIT = server.ROOT / "deploy/systemd/onsale.service"
EXPOSURE_MAX = 2.0

needs_analyze = pytest.mark.skipif(not shutil.which("systemd-analyze"),
                                   reason="systemd-analyze is not installed (package systemd)")


def directives():
    """Section and name to the values, in order."""
    found, section = {}, ""
    for line in UNIT.read_text().splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            name, equals, value = line.partition("=")
            assert equals and re.fullmatch("[A-Za-z0-9]+", name), line
            found.setdefault(f"{section}.{name}", []).append(value)
    return found


def seconds(text):
    return int(re.fullmatch(r"(\d+)s?", text)[1])


def test_it_restarts_after_any_number_of_failures():
    unit = directives()
    assert unit["Unit.StartLimitIntervalSec"] == ["0"]
    assert unit["Service.Restart"] == ["always"]
    assert 2 <= seconds(unit["Service.RestartSec"][0]) <= 30
    assert "Service.StartLimitIntervalSec" not in unit, "systemd reads it in [Unit] only"


@pytest.mark.parametrize("name, value", [
    ("NoNewPrivileges", "true"), ("CapabilityBoundingSet", ""), ("ProtectSystem", "strict"), ("ProtectHome", "true"),
    ("PrivateTmp", "true"), ("PrivateDevices", "true"), ("ProtectKernelTunables", "true"),
    ("ProtectKernelModules", "true"), ("ProtectKernelLogs", "true"), ("MemoryDenyWriteExecute", "true"),
    ("RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX"), ("UMask", "0077"), ("StateDirectoryMode", "0700"),
    ("LimitCORE", "0")])
def test_it_drops_unneeded_privileges(name, value):
    assert directives()[f"Service.{name}"] == [value]


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


def filled(tmp_path):
    """The unit with an existing program."""
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text().replace("/usr/local/bin/onsale", server.binary()))
    return unit


@needs_analyze
def test_systemd_accepts_every_line(tmp_path):
    done = subprocess.run(["systemd-analyze", "verify", filled(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and not done.stderr, done.stderr


@needs_analyze
def test_the_exposure_is_low(tmp_path):
    done = subprocess.run(["systemd-analyze", "security", "--offline=true", filled(tmp_path)], capture_output=True,
                          text=True, check=False)
    level = re.search(r"Overall exposure level for onsale.service: ([0-9.]+)", done.stdout)
    assert level, done.stdout + done.stderr
    assert float(level[1]) <= EXPOSURE_MAX, done.stdout
