"""A remote PostgreSQL must prove its identity before it gets the password."""

import os
import pathlib
import shutil

import pytest

from harness import postgres, server
from harness.authority import Authority
from harness.buyer import Buyer
from harness.client import Client
from harness.impostor import Impostor

SECRET = "hunter2-of-the-store"
# A host that resolves to loopback, but counts as remote for code that looks only at its name.
FAR = "127.1"
COMMANDS = (["serve", "--token-key-file", "token.key", "--listen", "127.0.0.1:0"], ["store", "init"], ["store", "migrate"], ["audit"])


@pytest.fixture
def impostor():
    with Impostor() as answers:
        yield answers


def run(command, url, cwd, *more, **environment):
    return server.run(*command, "--store", url, *more, cwd=cwd, env={**os.environ, **environment})


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_without_verification_there_is_no_connection(impostor, tmp_path, command):
    """src/store/postgres/url_test.cc has every other way to name a remote server."""
    done = run(command, f"postgresql://onsale:{SECRET}@{FAR}:{impostor.port}/onsale?sslmode=require", tmp_path)
    assert done.returncode != 0
    assert "sslmode=verify-full&sslrootcert=FILE" in done.stderr and "--allow-insecure-store" in done.stderr
    assert SECRET not in done.stderr + done.stdout
    assert run(command, "postgresql:///onsale", tmp_path, PGHOST=FAR, PGPORT=str(impostor.port)).returncode != 0
    assert impostor.connections == 0


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_fake_server_without_tls_does_not_get_the_password(impostor, tmp_path, command):
    done = run(command, f"postgresql://onsale:{SECRET}@{FAR}:{impostor.port}/onsale?sslmode=verify-full", tmp_path,
               PGSSLROOTCERT="/etc/hostname")
    assert done.returncode != 0
    assert impostor.connections > 0
    assert not impostor.passwords


def test_an_insecure_store_may_be_allowed(impostor, tmp_path):
    url = f"postgresql://onsale:{SECRET}@{FAR}:{impostor.port}/onsale"
    done = run(["store", "init"], url, tmp_path, "--allow-insecure-store")
    assert set(impostor.passwords) == {SECRET}, "this impostor proves nothing"
    assert "no such password" in done.stderr and SECRET not in done.stderr
    assert run(["store", "init"], url, tmp_path, ONSALE_ALLOW_INSECURE_STORE="true").returncode != 0
    assert len(impostor.passwords) > 1


class TlsServer:
    """A PostgreSQL whose role `onsale` must use TLS and a password."""

    def __init__(self, folder):
        self.authority = Authority(folder / "authority")
        self._server = postgres.Server(tcp=True)
        self.url = self._server.url
        self.port = self.url.rsplit(":", 1)[1].split("/")[0]
        data = pathlib.Path(postgres.ask(self.url, "SHOW data_directory")[0])
        for made, name in zip(self.authority.sign("onsale-db"), ("server.crt", "server.key")):
            self._place(data / name, made.read_text())
        self._place(data / "pg_hba.conf", "hostssl all onsale 127.0.0.1/32 scram-sha-256\n"
                                          "host all onsale all reject\nhost all postgres 127.0.0.1/32 trust\n")
        postgres.ask(self.url, f"CREATE ROLE onsale LOGIN PASSWORD '{SECRET}'", "CREATE DATABASE onsale OWNER onsale",
                     "ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()")

    @staticmethod
    def _place(file, text):
        file.write_text(text)
        file.chmod(0o600)
        shutil.chown(file, *(getattr(file.parent.stat(), name) for name in ("st_uid", "st_gid")))

    def store(self, host="onsale-db", certificate=None):
        """Connects through a proxy on this machine, as in deploy/ha; the name is the server's."""
        return (f"postgresql://onsale@{host}:{self.port}/onsale?hostaddr=127.0.0.1&sslmode=verify-full"
                f"&sslrootcert={certificate or self.authority.certificate}")

    def stop(self):
        self._server.stop()


@pytest.fixture(scope="module")
def tls(module_path):
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    started = TlsServer(module_path)
    yield started
    started.stop()


@pytest.fixture
def password(tmp_path):
    """The environment of a node that has its password in a file."""
    file = tmp_path / "pgpass"
    file.touch(mode=0o600)
    file.write_text(f"*:*:*:*:{SECRET}\n")
    return {"PGPASSFILE": str(file)}


def test_a_sale_over_a_verified_server(tls, start, tmp_path, password, key_file):
    node = start("--store", tls.store() + "&channel_binding=require", "--token-key-file", tmp_path / "token.key",
                 "--owner-key-file", key_file, data=tmp_path / "unused", environment=password)
    ann = Buyer(Client(node.port))
    assert ann.top_up(5).status == 201
    assert postgres.ask(tls.url, "SELECT DISTINCT s.ssl FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid)"
                                 " WHERE a.usename = 'onsale'") == ["t"]
    done = run(["audit"], tls.store(), tmp_path, **password)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_certificate_of_another_authority_is_refused(tls, tmp_path, password, command):
    other = Authority(tmp_path / "other")
    done = run(command, tls.store(certificate=other.certificate), tmp_path, **password)
    assert done.returncode != 0
    assert "certificate verify failed" in done.stderr and "sslrootcert" in done.stderr, done.stderr


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_certificate_with_another_name_is_refused(tls, tmp_path, password, command):
    done = run(command, tls.store(host="localhost"), tmp_path, **password)
    assert done.returncode != 0
    assert "does not match host name" in done.stderr and "sslrootcert" in done.stderr, done.stderr


def test_a_missing_certificate_is_named(tls, tmp_path, password):
    done = run(["store", "init"], tls.store(certificate=tmp_path / "none.crt"), tmp_path, **password)
    assert done.returncode != 0
    assert "none.crt" in done.stderr and "sslrootcert" in done.stderr, done.stderr
