"""Checks that everything acknowledged exists: through the nodes, in the tables, and by the audit.
"""

import collections
import concurrent.futures
import random

from shoppers import PatientClient

THREADS = 8


def judge(cluster, crowd):
    """The violations, a line each; empty if there are none."""
    wrong = [f"a buyer received an impossible answer: {found!r}" for found in crowd.wrong]
    wrong += verify_answers(cluster, crowd)
    wrong += two_owners(crowd.people)
    wrong += verify_tables(cluster, crowd.people)
    wrong += audits(cluster)
    return wrong


def verify_answers(cluster, crowd):
    """Every buyer reads all acknowledged results again, and resolves unknown ones by a retry."""
    def verify(person):
        try:
            person.client = PatientClient(cluster.layout)
            person.verify()
        except Exception as found:  # an answer without what was acknowledged is a violation, too
            return [f"{person.user}: {found!r}"]
        finally:
            person.client.close()
        return []
    with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
        found = [line for lines in pool.map(verify, crowd.people) for line in lines]
    try:
        crowd.line.verify(PatientClient(cluster.layout), random.Random(1))
    except Exception as wrong:
        found.append(f"the queue: {wrong!r}")
    return found


def two_owners(people):
    owners = collections.defaultdict(set)
    for person in people:
        for reservation, status in person.statuses.items():
            if status == "CONFIRMED":
                for seat in person.seats[reservation]:
                    owners[person.shop.show, seat].add(reservation)
    return [f"{seat} was sold to {sorted(buyers)}" for seat, buyers in owners.items() if len(buyers) > 1]


def _pairs(cluster, statement):
    return dict(row.rsplit("|", 1) for row in cluster.ask("onsale", statement))


def verify_tables(cluster, people):
    """Compares our buyers' rows, read with SQL, with exactly what was acknowledged."""
    wallets = _pairs(cluster, "SELECT user_id, balance FROM wallets")
    payments = _pairs(cluster, "SELECT id, amount FROM payments")
    sold = _pairs(cluster, "SELECT reservation_id, COUNT(*) FROM seats WHERE status = 'SOLD' GROUP BY reservation_id")
    for person in people:
        if int(wallets.get(person.user, 0)) != person.balance_known():
            yield f"{person.user}: {wallets.get(person.user)} in the table, {person.balance_known()} acknowledged"
        for payment, amount in person.paid.items():
            if payments.get(payment) != str(amount):
                yield f"{person.user}: payment {payment} of {amount} is {payments.get(payment)} in the table"
        for reservation, status in person.statuses.items():
            seats = int(sold.get(reservation, 0))
            if seats != (len(person.seats[reservation]) if status == "CONFIRMED" else 0):
                yield f"{person.user}: reservation {reservation} is {status}, but has {seats} SOLD seats"


def audits(cluster):
    """The product's own audit, through a node and from the tables."""
    layout = cluster.layout
    for words in (["--url", layout.operator_url, "--key-file", str(layout.owner_key_file)],
                  ["--store", layout.store_url]):
        try:
            cluster.run("audit", *words)
        except RuntimeError as found:
            yield str(found)
