"""Nodes over one PostgreSQL: several real servers, a buyer who changes between them, an unavailable
database."""

import contextlib

from harness import poll, postgres
from harness import server as servers
from harness.buyer import Buyer
from harness.client import BROKEN, Client
from harness.events import SeatView, Stream
from harness.faulty_pg_proxy import FaultyPgProxy


def buyer_at(node, before=None):
    """A buyer at this node; the same user as `before`, if given."""
    buyer = Buyer(Client(node.port), before and before.user)
    buyer.token = before and before.token
    return buyer


def show_of(buyer):
    concert = buyer.client.get("/v1/concerts").json()["concerts"][0]["concertId"]
    return buyer.dates(concert).json()["dates"][0]["showId"]


def test_a_buyer_changes_nodes_at_every_step(node, database):
    one, two = node(), node()
    ann = buyer_at(one)
    assert ann.join().status == 201
    ann = buyer_at(two, ann)
    show = show_of(ann)
    with contextlib.closing(Stream(two.port, f"/v1/shows/{show}/seats/events", ann.token)) as stream:
        view = SeatView(Client(two.port), show).take(stream.next())
        held = buyer_at(one, ann).hold(show, 3)
        assert held.status == 201, held
        while view.status[3] != "HELD":
            view.take(stream.next())
    assert buyer_at(two, ann).top_up(1_000_000).status == 201
    paid = buyer_at(one, ann).pay(held.json()["reservationId"])
    assert paid.status == 201, paid
    assert buyer_at(two, ann).reservation(held.json()["reservationId"]).json()["status"] == "CONFIRMED"
    assert database.ask("SELECT status FROM seats WHERE number = 3 AND status <> 'AVAILABLE'") == ["SOLD"]


def test_a_node_in_the_old_currency_is_not_ready(node, tmp_path):
    """Regression: after another node had corrected the currency, this one showed dollars as won."""
    old = node()
    assert Client(old.port).get("/readyz").status == 200
    file = tmp_path / "dollars.json"
    file.write_text(servers.REFERENCE.read_text().replace('"KRW"', '"USD"'))
    new = node("--currency", "USD", catalogs=[file])
    poll.until("the old node is not ready", lambda: Client(old.port).get("/readyz").status == 503)
    old.until_logged("another node has changed the currency")
    assert Client(new.port).get("/readyz").status == 200


def test_a_node_ends_when_a_newer_version_has_changed_the_tables(node, database):
    """It would leave out what the newer tables have. The service manager starts it again, by then the newer version."""
    old = node()
    buyer = buyer_at(old)
    assert buyer.top_up(5).status == 201
    database.ask("UPDATE sale_head SET layout = layout + 1 RETURNING layout")
    with contextlib.suppress(*BROKEN):
        assert buyer.top_up(1).status == 503
    assert old.wait() == 1
    assert "a newer version of onsale has changed the tables" in old.err and "start the newer version" in old.err
    again = node(wait=False)
    assert again.wait() == 1 and "start the newer version" in again.err
    assert database.ask("SELECT balance FROM wallets") == ["5"]


def test_the_tables_can_be_created_beforehand(database):
    for command in ("init", "migrate"):
        done = servers.run("store", command, "--store", database.url)
        assert done.returncode == 0, done.stderr
    # The first commit is the owner key.
    assert database.ask("SELECT number FROM sale_head") == ["1"]


def test_an_unavailable_database_gives_503_until_it_returns(node):
    with postgres.Server() as server, postgres.Database(server.url) as mine:
        one = node(url=mine.url)
        ann = buyer_at(one)
        assert ann.top_up(5).status == 201
        server.crash()

        def is_away():
            answer = ann.top_up(7)
            assert answer.status == 503, answer
            assert answer.headers["retry-after"]
            return ann.client.get("/readyz").status == 503
        poll.until("the node reports that its database is unavailable", is_away)
        server.start()
        poll.until("service resumes", lambda: ann.client.get("/readyz").status == 200)
        topped_up = ann.top_up(11)
        assert topped_up.status == 201, topped_up
        assert topped_up.json()["balance"] == 16


def test_a_stop_with_a_commit_in_doubt_is_orderly(node, database):
    with FaultyPgProxy(database.url, seed=1) as proxy:
        one = node(url=proxy.url)
        proxy.dies = True
        with contextlib.suppress(OSError):  # no answer is also correct: the outcome is unknown
            Buyer(Client(one.port, timeout=1)).top_up(5)
        poll.until("the node reports that its database is unavailable", lambda: Client(one.port).get("/readyz").status == 503)
        assert proxy.dead
        assert one.terminate() == 0
        assert "trusted" not in one.err
        assert "one commit in doubt" in one.err


def test_a_start_that_waits_for_its_database_can_be_stopped(node, database):
    with FaultyPgProxy(database.url, seed=1) as proxy:
        proxy.dies = True
        one = node(url=proxy.url, wait=False)
        poll.until("the catalogue's commit is not answered", lambda: proxy.dead)
        assert one.terminate() == 0
        assert "ready" not in one.out
