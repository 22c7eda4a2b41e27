"""Changes of the key that seals queue tokens, on one server and on two nodes, and the loss of a
key."""

import shutil

from harness import server as servers
from harness.buyer import Buyer
from harness.client import Client


def token_key(*arguments):
    return servers.run("token-key", *arguments)


def changed(verb, place, *arguments):
    """Changes the keys in a data directory or a file."""
    where = "--data" if place.is_dir() else "--token-key-file"
    done = token_key(verb, where, place, *arguments)
    assert done.returncode == 0, done.stderr
    return done


def reload(server, key_file):
    done = token_key("reload", "--url", server.operator_url, "--key-file", key_file)
    assert done.returncode == 0, done.stderr + server.err_so_far
    return done


def joined(server, user):
    buyer = Buyer(Client(server.port), user)
    assert buyer.join().status in (200, 201)
    return buyer


def is_good(server, token):
    answer = Client(server.port).get("/v1/queue/tokens/me", token=token)
    if answer.status == 200:
        return True
    assert answer.code == "queue-token-invalid"
    return False


def place_of(buyer):
    return buyer.status().json()["admissionRank"]


def copied(file, to):
    shutil.copy(file, to)
    to.chmod(0o600)


def test_tokens_outlive_a_rotation_and_a_restart_until_their_key_is_dropped(start, key_file):
    server = start("--owner-key-file", key_file)
    ann = joined(server, "ann")
    before, place = ann.token, place_of(ann)
    online = ("--url", server.operator_url, "--key-file", key_file)
    changed("rotate", server.data, *online)
    bob = joined(server, "bob").token
    refused = token_key("rotate", "--data", server.data, *online)
    assert refused.returncode == 1
    assert "become invalid" in refused.stderr and "--drop-older" in refused.stderr
    server.terminate()
    again = start("--owner-key-file", key_file, data=server.data, listen=f"127.0.0.1:{server.port}")
    assert is_good(again, before) and is_good(again, bob)
    online = ("--url", again.operator_url, "--key-file", key_file)
    key = again.data / "token.key"
    kept = key.read_text()
    key.write_text("onsale token keys 1\nseals " + "7" * 64 + "\n")
    done = token_key("reload", *online)
    assert done.returncode == 1 and "its log says why" in done.stderr
    assert is_good(again, before) and is_good(again, joined(again, "cid").token)
    key.write_text(kept)
    changed("drop", again.data, *online)
    assert not is_good(again, before) and is_good(again, bob)
    ann = joined(again, "ann")
    assert ann.token != before
    assert place_of(ann) == place


def test_a_sale_needs_its_key_back_or_a_new_one(open_server, start, tmp_path):
    """The key and the sale are backed up separately."""
    house = open_server()
    buyer, waiting = house.buyer(), house.buyer()
    show, seats, price = house.fresh_seats(1)
    paid = buyer.buy(show, seats[0], price=price)
    place = place_of(waiting)
    safe = tmp_path / "safe.key"
    copied(house.server.data / "token.key", safe)
    house.server.terminate()
    restored = tmp_path / "elsewhere"
    restored.mkdir(mode=0o700)
    shutil.copy(house.server.data / "sale.db", restored / "sale.db")
    refused = start(data=restored, wait=False)
    assert refused.wait() == 1
    assert "Restore the file" in refused.err and "onsale token-key new" in refused.err
    assert not (restored / "token.key").exists()
    again = start("--token-key-file", safe, data=restored)
    assert is_good(again, waiting.token)
    buyer.client = Client(again.port)
    assert buyer.reservation(paid).json()["status"] == "CONFIRMED"
    again.terminate()
    assert "become invalid" in changed("new", restored).stdout
    last = start(data=restored)
    assert not is_good(last, waiting.token)
    assert place_of(joined(last, waiting.user)) == place


def test_wrong_usage_of_the_command(tmp_path, key_file):
    for arguments in ((), ("rotate",), ("rotate", "--data", tmp_path, "--token-key-file", tmp_path / "x"),
                      ("rotate", "--data", tmp_path), ("reload",), ("drop", "--data", tmp_path / "nowhere"),
                      ("reload", "--url", "http://127.0.0.1:1"),
                      ("reload", "--url", "http://127.0.0.1:1", "--key-file", key_file)):
        done = token_key(*arguments)
        assert done.returncode != 0, arguments
        assert done.stderr and not done.stdout
    assert not (tmp_path / "token.key").exists()


def test_two_nodes_change_their_key_and_refuse_no_token(node, database, tmp_path, key_file):
    one_key, two_key = tmp_path / "one.key", tmp_path / "two.key"
    one = node(token_key="one.key")
    refused = node(token_key="two.key", wait=False)
    assert refused.wait() == 1 and "copy it from another node" in refused.err
    assert not two_key.exists()
    copied(one_key, two_key)
    two = node(token_key="two.key")
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
        reload(one, key_file)
        check()
        copied(one_key, two_key)
        reload(two, key_file)
        check()
    before = len(tokens)
    changed("drop", one_key)
    copied(one_key, two_key)
    for server in nodes:
        reload(server, key_file)
    assert not is_good(one, tokens[0]) and not is_good(two, tokens[0])
    assert is_good(one, tokens[before - 1]) and is_good(two, tokens[before - 1])
    for server in nodes:
        server.terminate()
    one_key.unlink()
    changed("new", one_key, "--store", database.url)
    again = node(token_key="one.key")
    assert not is_good(again, tokens[-1]) and is_good(again, joined(again, "last").token)
