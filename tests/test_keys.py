"""Access keys, from outside: the first owner key, `onsale key`, and what a key opens while it is rotated
and revoked. Every call with every key: src/http/endpoints/authorization_test.cc."""

import json
import stat

import pytest

from harness import poll
from harness import server as servers
from harness.client import Client, bearer

KEYS = "/v1/operator/keys"


@pytest.fixture
def sale(start, tmp_path):
    """A server at its first start, and the file of its owner key."""
    server = start("--room-capacity", 100)
    return server, tmp_path / "data-owner.key"


def run(server, file, *words):
    return servers.run("key", *words, "--url", server.operator_url, "--key-file", file)


def test_the_first_start_writes_the_owner_key_beside_the_data_and_a_later_one_does_not(sale, start):
    server, file = sale
    key = file.read_text().strip()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and key.startswith("ons_live_")
    server.until_logged(str(file))
    assert key not in server.out + server.err_so_far
    assert Client(server.port).get("/v1/operator/rooms", headers=bearer(key)).status == 200
    server.terminate()
    file.unlink()
    again = start(data=server.data)
    assert not file.exists()
    assert Client(again.port).get("/v1/operator/rooms", headers=bearer(key)).status == 200


def test_a_file_that_is_no_key_is_left_alone_and_the_start_is_refused(start, tmp_path):
    file = tmp_path / "data-owner.key"
    file.touch(mode=0o600)
    file.write_text("accounts of the shop\n")
    server = start(wait=False)
    assert server.wait() == 1 and "Move the file away" in server.err
    assert file.read_text() == "accounts of the shop\n"


def test_a_key_is_made_used_rotated_and_revoked(sale, tmp_path):
    server, owner = sale
    client = Client(server.port)
    added = run(server, owner, "add", "door 2", "--role", "viewer", "--reason", "문 앞")
    assert added.returncode == 0, added.stderr
    key, name = added.stdout.strip(), "door 2"
    assert client.get("/v1/operator/status", headers=bearer(key)).status == 200
    own = client.get("/v1/operator/key", headers=bearer(key)).json()
    assert own == {"keyId": key.split("_")[2], "name": name, "scopes": ["rooms:read", "metrics"], "kind": "live", "endsAt": None}
    refused = client.get(KEYS, headers=bearer(key))
    assert (refused.code, refused.json()["scope"]) == ("scope-required", "keys:write")
    key_id = key.split("_")[2]
    rotated = run(server, owner, "rotate", key_id, "--former", "1h")
    fresh = rotated.stdout.strip()
    assert fresh != key and fresh.split("_")[2] == key_id
    for either in (key, fresh):
        assert client.get("/v1/operator/status", headers=bearer(either)).status == 200
    until = next(one["formerEndsAt"] for one in client.get(KEYS, headers=bearer(owner.read_text().strip())).json()["keys"]
                 if one["keyId"] == key_id)
    for flags in ((), ("--replaces", "current", "--former-ends", "2027-04-01T09:00:00Z")):
        again = run(server, owner, "rotate", key_id, *flags)
        assert again.returncode == 1 and until in again.stderr and "--former-ends" in again.stderr and not again.stdout
    replace = ("rotate", key_id, "--replaces", "current", "--former-ends", until)
    lost, fresh = fresh, run(server, owner, *replace).stdout.strip()
    assert run(server, owner, *replace).returncode == 1, "the same command again ends nothing"
    for wrong in (("--replaces", "current"), ("--former-ends", until), ("--replaces", "SECRET", "--former-ends", until)):
        assert run(server, owner, "rotate", key_id, *wrong).returncode == 2
    for secret, status in ((key, 200), (fresh, 200), (lost, 401)):
        assert client.get("/v1/operator/status", headers=bearer(secret)).status == status
    assert f"{key_id}  {name}: rooms:read,metrics" in run(server, owner, "list").stdout
    assert run(server, owner, "revoke", key_id).returncode == 0
    for either in (key, fresh):
        assert client.get("/v1/operator/status", headers=bearer(either)).code == "access-key-invalid"
    last = run(server, owner, "revoke", owner.read_text().split("_")[2])
    assert last.returncode == 1 and "keys:write" in last.stderr
    actions = client.get("/v1/operator/actions", headers=bearer(owner.read_text().strip())).json()["actions"]
    assert [action["call"] for action in actions] == [
        "revokeAccessKey", "rotateAccessKey", "rotateAccessKey", "addAccessKey", "addOwnerKey"]
    assert json.loads(json.dumps(actions[1]["after"]))["replaces"] == "current"
    assert actions[3]["reason"] == "문 앞" and actions[3]["keyId"] == owner.read_text().split("_")[2]
    server.until_logged('"call":"revokeAccessKey"')
    server.terminate()
    for secret in (key, lost, fresh, owner.read_text().strip()):
        assert secret not in server.out + server.err + json.dumps(actions)
        assert secret.encode() not in (server.data / "sale.db").read_bytes()


def test_a_lost_owner_key_is_recovered_while_the_server_is_stopped(sale, start, tmp_path):
    server, owner = sale
    running = servers.run("key", "recover", "--data", server.data)
    assert running.returncode == 1 and not running.stdout
    server.terminate()
    done = servers.run("key", "recover", "--data", server.data)
    assert done.returncode == 0, done.stderr
    key = done.stdout.split()[-1]
    again = start(data=server.data)
    client = Client(again.port)
    lost = owner.read_text().split("_")[2]
    assert client.request("DELETE", f"{KEYS}/{lost}", headers=bearer(key)).status == 200
    assert client.get(KEYS, headers=bearer(owner.read_text().strip())).code == "access-key-invalid"


def test_a_key_of_one_environment_is_none_of_the_other(start, tmp_path):
    """A test key whose text is made a live one has another digest, so it is another key."""
    test, live = (servers.access_key("BothKeys", "OfTheOwner", environment) for environment in ("test", "live"))
    file = servers.owner_key_file(tmp_path, key=test)
    for flags, good, bad in ((("--key-environment", "test"), {test}, {live}), ((), set(), {test, live})):
        server = start("--owner-key-file", file, *flags)
        client = Client(server.port)
        assert all(client.get(KEYS, headers=bearer(key)).status == 200 for key in good)
        assert all(client.get(KEYS, headers=bearer(key)).code == "access-key-invalid" for key in bad)
        server.terminate()
        assert ("this server accepts live keys; if the sale has none, run: onsale key recover" in server.err) == (not flags)
    made = servers.run("key", "recover", "--data", server.data)
    assert made.stdout.startswith("ons_live_")
    assert Client(start("--owner-key-file", file).port).get(KEYS, headers=bearer(made.stdout.strip())).status == 200


def test_a_key_that_leaves_the_machine_unencrypted_is_a_warning(tmp_path):
    file = servers.owner_key_file(tmp_path)
    elsewhere = servers.run("status", "--url", "http://192.0.2.7:1", "--key-file", tmp_path / "none")
    assert "the access key is sent to 192.0.2.7:1 unencrypted" in elsewhere.stderr
    assert "unencrypted" not in servers.run("status", "--url", "http://127.0.0.1:1", "--key-file", file).stderr


def test_only_the_loopback_demo_lets_anybody_buy(start, tmp_path, key_file):
    server = start("--owner-key-file", key_file, "--room-capacity", 100)
    client = Client(server.port)
    body = {"userId": "kim"}
    assert client.post("/v1/queue/tokens", body).status == 201
    for header in ("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "Via"):
        answer = client.post("/v1/queue/tokens", body, headers={header: "for=192.0.2.1"})
        assert answer.code == "access-key-required", header
    public = start("--host", "tickets.example", "--owner-key-file", key_file, data=tmp_path / "public")
    client = Client(public.port)
    assert client.post("/v1/queue/tokens", body).code == "access-key-required"
    assert client.post("/v1/users/kim/balance/top-ups", {"amount": 5}).code == "access-key-required"
    assert client.get("/v1/users/kim/balance").code == "access-key-required"
    assert client.post("/v1/queue/tokens", body, headers=servers.OPERATOR).status == 201


def test_store_init_makes_a_key_of_the_environment(database):
    made = servers.run("store", "init", "--store", database.url, "--key-environment", "test")
    assert made.returncode == 0 and made.stdout.split()[-1].startswith("ons_test_"), made.stderr


def test_store_init_prints_the_owner_key_once_and_every_node_accepts_it(database, node):
    made = servers.run("store", "init", "--store", database.url)
    assert made.returncode == 0, made.stderr
    key = made.stdout.split()[-1]
    assert "ons_" not in servers.run("store", "init", "--store", database.url).stdout
    assert key.startswith("ons_live_")
    clients = [Client(node().port) for _ in range(2)]
    for client in clients:
        assert client.get(KEYS, headers=bearer(key)).status == 200
    added = clients[0].post(KEYS, {"name": "a", "role": "viewer"}, headers=bearer(key)).json()
    viewer = bearer(added["key"])
    poll.until("the other node knows the key", lambda: clients[1].get("/v1/operator/status", headers=viewer).status == 200)
    assert clients[0].request("DELETE", f"{KEYS}/{added['keyId']}", headers=bearer(key)).status == 200
    poll.until("the other node refuses it", lambda: clients[1].get("/v1/operator/status", headers=viewer).status == 401)
