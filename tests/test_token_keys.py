"""Changes of the key that seals queue tokens, on one server and on two nodes, and the loss of a
key."""

import base64
import hashlib
import hmac
import shutil

import pytest

from harness import poll, postgres
from harness import server as servers
from harness.buyer import Buyer
from harness.client import Client

RELOAD = "/v1/operator/token-key/reload"
BEARER = {"Authorization": f"Bearer {servers.OPERATOR_KEY}"}
TITLE = "onsale token keys 1\n"


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
    assert done.returncode == 0, done.stderr + server.err
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


def as_first_version(token, key):
    """The same token in the format before key ids."""
    raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    assert raw[0] == 2
    named = b"\1" + raw[5:25]
    return base64.urlsafe_b64encode(named + hmac.new(key, named, hashlib.sha256).digest()[:16]).rstrip(b"=").decode()


def test_tokens_stay_valid_after_a_rotation(start, operator_key):
    server = start("--operator-key-file", operator_key)
    ann = joined(server, "ann")
    before = ann.token
    done = token_key("rotate", "--data", server.data, "--url", server.url, "--operator-key-file", operator_key)
    assert done.returncode == 0, done.stderr
    assert is_good(server, before)
    bob = joined(server, "bob")
    assert is_good(server, bob.token)
    place = place_of(ann)
    ann = joined(server, "ann")
    assert ann.token != before
    assert place_of(ann) == place


def test_both_keys_open_after_a_restart(start, operator_key):
    server = start("--operator-key-file", operator_key)
    before = joined(server, "ann").token
    changed("rotate", server.data, "--url", server.url, "--operator-key-file", operator_key)
    after = joined(server, "bob").token
    server.terminate()
    again = start(data=server.data)
    assert is_good(again, before) and is_good(again, after)


def test_tokens_of_a_dropped_key_are_invalid_and_keep_their_rank(start, operator_key):
    server = start("--operator-key-file", operator_key)
    ann = joined(server, "ann")
    before, place = ann.token, place_of(ann)
    changed("rotate", server.data, "--url", server.url, "--operator-key-file", operator_key)
    changed("drop", server.data, "--url", server.url, "--operator-key-file", operator_key)
    assert not is_good(server, before)
    assert place_of(joined(server, "ann")) == place


def test_a_second_rotation_reports_the_key_it_would_drop(start, operator_key):
    server = start("--operator-key-file", operator_key)
    before = joined(server, "ann").token
    changed("rotate", server.data, "--url", server.url, "--operator-key-file", operator_key)
    refused = token_key("rotate", "--data", server.data, "--url", server.url, "--operator-key-file", operator_key)
    assert refused.returncode == 1
    assert "become invalid" in refused.stderr and "--drop-older" in refused.stderr
    assert is_good(server, before)
    changed("rotate", server.data, "--drop-older", "--url", server.url, "--operator-key-file", operator_key)
    assert not is_good(server, before)


def test_tokens_and_key_file_from_before_key_ids_are_valid(start, operator_key, tmp_path):
    key = bytes(range(32))
    file = tmp_path / "raw.key"
    file.write_bytes(key)
    file.chmod(0o600)
    server = start("--token-key-file", file, "--operator-key-file", operator_key)
    old = as_first_version(joined(server, "ann").token, key)
    assert is_good(server, old)
    changed("rotate", file, "--url", server.url, "--operator-key-file", operator_key)
    assert file.read_text().startswith(TITLE)
    assert is_good(server, old)
    changed("drop", file, "--url", server.url, "--operator-key-file", operator_key)
    assert not is_good(server, old)


def test_the_call_is_the_operators_and_fits_the_contract(open_server, operator_key):
    house = open_server("--operator-key-file", operator_key)
    assert house.client.post(RELOAD).code == "operator-key-required"
    answer = house.client.post(RELOAD, headers=BEARER)
    assert answer.status == 200 and answer.json()["opens"] is None
    changed("rotate", house.server.data)
    rotated = house.client.post(RELOAD, headers=BEARER).json()
    assert rotated["opens"] == answer.json()["seals"]
    assert house.client.post(RELOAD + "?x=1", headers=BEARER).code == "invalid-parameter"


@pytest.mark.parametrize("damage, sentence", [
    (lambda file: file.write_text("nonsense"), "it does not hold token keys"),
    (lambda file: file.write_text(TITLE + "seals " + "7" * 64 + "\n"), "it does not hold key"),
    (lambda file: file.chmod(0o640), "chmod 600"),
    (lambda file: file.unlink(), "there is no such file")])
def test_unusable_keys_leave_the_previous_ones_in_use(open_server, operator_key, damage, sentence):
    house = open_server("--operator-key-file", operator_key)
    before = joined(house.server, "ann").token
    damage(house.server.data / "token.key")
    answer = house.client.post(RELOAD, headers=BEARER)
    assert (answer.status, answer.code) == (409, "token-keys-refused")
    assert sentence not in answer.body.decode()
    poll.until("the reason is logged", lambda: sentence in house.server.err)
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


def test_a_key_is_created_if_no_token_was_issued(start):
    server = start()
    server.terminate()
    (server.data / "token.key").unlink()
    again = start(data=server.data)
    assert (again.data / "token.key").stat().st_mode & 0o7777 == 0o600


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


def test_a_node_may_not_seal_with_a_key_that_the_others_do_not_have(node, tmp_path, operator_key):
    one_key, two_key = tmp_path / "one.key", tmp_path / "two.key"
    one = node("one")
    copied(one_key, two_key)
    two = node("two")
    changed("rotate", one_key)
    done = token_key("reload", "--url", one.url, "--operator-key-file", operator_key)
    assert done.returncode == 1
    poll.until("the reason is logged", lambda: "onsale token-key switch" in one.err)
    assert is_good(two, joined(one, "ann").token)
    one.terminate()
    again = node("one", wait=False)
    assert again.wait() == 1
    assert "onsale token-key switch" in again.err
    # Follows the advice of the error: switch back, then change the key in two steps.
    changed("switch", one_key)
    one = node("one")
    copied(one_key, two_key)
    reload(two, operator_key)
    changed("switch", one_key)
    reload(one, operator_key)
    assert is_good(two, joined(one, "bob").token)


def test_a_node_without_the_new_key_is_refused_after_the_switch(node, tmp_path, operator_key):
    one_key, two_key = tmp_path / "one.key", tmp_path / "two.key"
    one = node("one")
    copied(one_key, two_key)
    for verb in ("add", "switch"):
        changed(verb, one_key)
        reload(one, operator_key)
    two = node("two", wait=False)
    assert two.wait() == 1
    assert "copy the file" in two.err


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


def test_seats_sold_after_the_copy_are_available_again(start, open_server, tmp_path):
    # docs/operating.md warns of this: a copy lacks everything that happened after it.
    house = open_server()
    house.server.terminate()
    restored = tmp_path / "elsewhere"
    restored.mkdir(mode=0o700)
    shutil.copy(house.server.data / "sale.db", restored / "sale.db")
    server = start(data=house.server.data)
    buyer = Buyer(Client(server.port))
    buyer.join()
    concert = buyer.client.get("/v1/concerts").json()["concerts"][0]["concertId"]
    show = buyer.dates(concert).json()["dates"][0]["showId"]
    buyer.buy(show, 3, price=1_000_000)
    server.terminate()
    copy = start(data=restored)
    other = Buyer(Client(copy.port))
    other.join()
    assert other.hold(show, 3).status == 201
    copy.terminate()
    with servers.tables(restored) as database:
        assert database.execute("SELECT count(*) FROM payments").fetchone() == (0,)
