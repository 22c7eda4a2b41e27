"""Changes of the key that seals queue tokens, on one server and on two nodes, and the loss of a
key."""

import shutil

import pytest

from harness import poll, postgres
from harness import server as servers
from harness.buyer import Buyer
from harness.client import Client

RELOAD = "/v1/operator/token-key/reload"
BEARER = {"Authorization": f"Bearer {servers.OPERATOR_KEY}"}


@pytest.fixture
def operator_key(tmp_path):
    return servers.operator_key_file(tmp_path)


def token_key(*arguments):
    return servers.run("token-key", *arguments)


def changed(verb, place, *arguments):
    """Changes the keys in a data directory or a file."""
    where = "--data" if place.is_dir() else "--token-key-file"
    done = token_key(verb, where, place, *arguments)
    assert done.returncode == 0, done.stderr
    return done


def reload(server, operator_key):
    done = token_key("reload", "--url", server.url, "--operator-key-file", operator_key)
    assert done.returncode == 0, done.stderr + server.err_so_far
    return done


def joined(server, user, token=None):
    buyer = Buyer(Client(server.port), user)
    buyer.token = token
    if token is None:
        assert buyer.join().status in (200, 201)
    return buyer


def is_good(server, token):
    answer = Client(server.port).get("/v1/queue/tokens/me", token=token)
    if answer.status == 200:
        return True
    assert answer.code == "queue-token-invalid"
    return False


def place_of(buyer):
    return buyer.status().json()["place"]


def test_tokens_outlive_a_rotation_and_a_restart_until_their_key_is_dropped(start, operator_key):
    server = start("--operator-key-file", operator_key)
    ann = joined(server, "ann")
    before, place = ann.token, place_of(ann)
    online = ("--url", server.url, "--operator-key-file", operator_key)
    changed("rotate", server.data, *online)
    bob = joined(server, "bob").token
    refused = token_key("rotate", "--data", server.data, *online)
    assert refused.returncode == 1
    assert "become invalid" in refused.stderr and "--drop-older" in refused.stderr
    server.terminate()
    again = start("--operator-key-file", operator_key, data=server.data, listen=f"127.0.0.1:{server.port}")
    assert is_good(again, before) and is_good(again, bob)
    changed("drop", again.data, *online)
    assert not is_good(again, before) and is_good(again, bob)
    ann = joined(again, "ann")
    assert ann.token != before
    assert place_of(ann) == place


def test_the_call_is_the_operators_and_fits_the_contract(open_server, operator_key):
    house = open_server("--operator-key-file", operator_key)
    assert house.client.post(RELOAD).code == "operator-key-required"
    answer = house.client.post(RELOAD, headers=BEARER)
    assert answer.status == 200 and answer.json()["opens"] is None
    changed("rotate", house.server.data)
    rotated = house.client.post(RELOAD, headers=BEARER).json()
    assert rotated["opens"] == answer.json()["seals"]
    assert house.client.post(RELOAD + "?x=1", headers=BEARER).code == "invalid-parameter"


def test_unusable_keys_leave_the_previous_ones_in_use(open_server, operator_key):
    house = open_server("--operator-key-file", operator_key)
    before = joined(house.server, "ann").token
    sentence = "it does not hold key"
    (house.server.data / "token.key").write_text("onsale token keys 1\nseals " + "7" * 64 + "\n")
    answer = house.client.post(RELOAD, headers=BEARER)
    assert (answer.status, answer.code) == (409, "token-keys-refused")
    assert sentence not in answer.body.decode()
    house.server.until_logged(sentence)
    assert is_good(house.server, before)
    assert is_good(house.server, joined(house.server, "bob").token)
    done = token_key("reload", "--url", house.server.url, "--operator-key-file", operator_key)
    assert done.returncode == 1 and "its log says why" in done.stderr


def test_a_missing_key_is_an_error_if_tokens_were_issued(start):
    server = start()
    ann = joined(server, "ann")
    place = place_of(ann)
    server.kill()
    key = server.data / "token.key"
    kept = key.read_bytes()
    key.unlink()
    refused = start(data=server.data, wait=False)
    assert refused.wait() == 1
    assert "Restore the file" in refused.err and "onsale token-key new" in refused.err
    assert not key.exists()
    key.touch(mode=0o600)
    key.write_bytes(kept)
    again = start(data=server.data)
    assert is_good(again, ann.token)
    again.terminate()
    key.unlink()
    assert "become invalid" in changed("new", server.data).stdout
    last = start(data=server.data)
    assert not is_good(last, ann.token)
    assert place_of(joined(last, "ann")) == place


def test_wrong_usage_of_the_command(tmp_path, operator_key):
    for arguments in ((), ("rotate",), ("rotate", "--data", tmp_path, "--token-key-file", tmp_path / "x"),
                      ("rotate", "--data", tmp_path), ("reload",), ("drop", "--data", tmp_path / "nowhere"),
                      ("reload", "--url", "http://127.0.0.1:1"),
                      ("reload", "--url", "http://127.0.0.1:1", "--operator-key-file", operator_key)):
        done = token_key(*arguments)
        assert done.returncode != 0, arguments
        assert done.stderr and not done.stdout
    assert not (tmp_path / "token.key").exists()


# --- Several nodes ---

@pytest.fixture
def database():
    with postgres.Database() as made:
        yield made


@pytest.fixture
def node(start, database, tmp_path, operator_key):
    """Starts a node with its own token key file: node("one")."""
    count = 0

    def start_node(name, **options):
        nonlocal count
        count += 1
        return start("--store", database.url, "--token-key-file", tmp_path / f"{name}.key",
                     "--operator-key-file", operator_key, data=tmp_path / f"unused{count}", **options)
    return start_node


def copied(file, to):
    shutil.copy(file, to)
    to.chmod(0o600)


def test_two_nodes_change_their_key_and_refuse_no_token(node, tmp_path, operator_key):
    one_key, two_key = tmp_path / "one.key", tmp_path / "two.key"
    one = node("one")
    copied(one_key, two_key)
    two = node("two")
    nodes, tokens = (one, two), []

    def check():
        for number, server in enumerate(nodes):
            tokens.append(joined(server, f"buyer-{len(tokens)}-{number}").token)
        for token in tokens:
            assert is_good(one, token) and is_good(two, token), len(tokens)

    check()
    for verb in ("add", "switch"):
        changed(verb, one_key)
        check()
        reload(one, operator_key)
        check()
        copied(one_key, two_key)
        reload(two, operator_key)
        check()
    before = len(tokens)
    changed("drop", one_key)
    copied(one_key, two_key)
    for server in nodes:
        reload(server, operator_key)
    assert not is_good(one, tokens[0]) and not is_good(two, tokens[0])
    assert is_good(one, tokens[before - 1]) and is_good(two, tokens[before - 1])


def test_a_missing_key_is_an_error_over_postgresql(node, database, tmp_path):
    one = node("one")
    ann = joined(one, "ann")
    two = node("two", wait=False)
    assert two.wait() == 1
    assert "copy it from another node" in two.err
    assert not (tmp_path / "two.key").exists()
    one.terminate()
    (tmp_path / "one.key").unlink()
    done = token_key("new", "--token-key-file", tmp_path / "one.key", "--store", database.url)
    assert done.returncode == 0, done.stderr
    again = node("one")
    assert not is_good(again, ann.token)
    assert is_good(again, joined(again, "ann").token)


# --- A key and a sale are backed up separately ---

def test_a_sale_is_restored_with_a_separate_backup_of_its_key(start, open_server, tmp_path):
    house = open_server()
    buyer = house.buyer()
    show, seats, price = house.fresh_seats(1)
    paid = buyer.buy(show, seats[0], price=price)
    waiting = house.buyer()
    safe = tmp_path / "safe.key"
    copied(house.server.data / "token.key", safe)
    house.server.terminate()
    backup = tmp_path / "backup"
    backup.mkdir()
    shutil.copy(house.server.data / "sale.db", backup / "sale.db")
    assert not any(path.name.startswith("token.key") for path in backup.iterdir())

    restored = tmp_path / "elsewhere"
    restored.mkdir(mode=0o700)
    shutil.copy(backup / "sale.db", restored / "sale.db")
    audited = servers.run("audit", "--data", restored)
    assert audited.returncode == 0, audited.stdout + audited.stderr
    refused = start(data=restored, wait=False)
    assert refused.wait() == 1 and "Restore the file" in refused.err
    again = start("--token-key-file", safe, data=restored)
    assert is_good(again, waiting.token)
    buyer.client = Client(again.port)
    assert buyer.reservation(paid).json()["status"] == "CONFIRMED"
