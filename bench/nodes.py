"""Holds through one and two nodes over one PostgreSQL, beside plain transactions on the same
server."""

import contextlib
import math
import subprocess
from concurrent.futures import ThreadPoolExecutor

from bench import wire
from bench.references import postgres
from bench.report import Row
from bench.rounds import Round, alternate
from bench.sale import Sale
from bench.wrk import Load, replay

TITLE = "hold, PostgreSQL, one node"
HOLDS = "SELECT count(*) FROM reservations"
# How many times the usual connections the client has, so that the next batch fills while one commits.
CONNECTIONS_FACTOR = 8
WARM_UP = 0.25
# The results of rounds with synced transactions vary. Those of one node and of two are close
# together, so both get more rounds, each half as long.
ROUNDS_ALONE, ROUNDS_OF_TWO, ROUND_FACTOR = 2, 3, 0.5


class Node(Sale):
    """A node of a sale in PostgreSQL; the first one loads the catalogue. Two nodes share the cores,
    with one I/O thread each."""

    def __init__(self, bench, name, server, **catalog):
        self._server = server
        self.url = server.url("sale")
        key = bench.folder / "token.key"
        super().__init__(bench, name, "--store", self.url, "--token-key-file", key, "--io-threads", 1, **catalog)

    def select(self, question, *values):
        assert not values
        return [line.split("|") for line in self._server.ask("sale", question).splitlines()]

    def count(self, question, *values):
        return int(self.select(question, *values)[0][0])

    def settle(self):
        """Nothing to wait for: commits are in the tables before their answers."""
        return self.count("SELECT number FROM sale_head")

    def audit(self):
        done = subprocess.run([self.binary, "audit", "--store", self.url], capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"onsale audit failed:\n{done.stdout}{done.stderr}")


class Crowds:
    """Two files of holds at different shows, and the nodes that receive them."""

    def __init__(self, bench, server, first):
        self.nodes, self.server = [first], server
        self.connections = bench.scale.connections * CONNECTIONS_FACTOR
        self.seconds = bench.scale.seconds
        tokens = first.join(f"buyer{index}" for index in range(bench.scale.buyers))
        # VACUUM ANALYZE, as pgbench does with its tables, keeps automatic vacuum out of the rounds.
        server.ask("sale", "VACUUM ANALYZE")
        shows = range(_shows(bench.scale))
        self.loads = [self._load(bench, tokens, name, shows[half::2]) for half, name in enumerate(("left", "right"))]
        self.counted, self.found_before = 0, first.count(HOLDS)
        self.one(WARM_UP * self.seconds)

    def _load(self, bench, tokens, name, shows):
        requests = (wire.hold(f"c1-{show + 1}", [index + 1], token)
                    for show in shows for index, token in enumerate(tokens))
        return Load(wire.write_file(bench.folder / name, requests), self.connections)

    def _cpu(self):
        return self.server.cpu_seconds() + sum(node.cpu_seconds() for node in self.nodes)

    def _round(self, jobs, seconds):
        before = self._cpu()
        with ThreadPoolExecutor(len(jobs)) as pool:
            found = list(pool.map(lambda job: replay(job[0].port, job[1], seconds or self.seconds), jobs))
        done = Round(sum(each["requests"] for each in found), max(each["seconds"] for each in found),
                     self._cpu() - before, max(each["p50_us"] for each in found), max(each["p99_us"] for each in found))
        self.counted += done.count
        return done

    def one(self, seconds=None):
        self.loads[0].connections = self.connections
        return self._round([(self.nodes[0], self.loads[0])], seconds)

    def two(self, seconds=None):
        """As many connections as one() in all, half of them at each node."""
        for load in self.loads:
            load.connections = self.connections // 2
        return self._round(list(zip(self.nodes, self.loads)), seconds)

    def check(self):
        found = self.nodes[0].count(HOLDS) - self.found_before
        most = self.counted + 100 * self.connections  # in flight when a round ended
        if not self.counted <= found <= most:
            raise RuntimeError(f"{self.counted} holds were counted, but the tables have {found}")


def _shows(scale):
    """One half is for the rounds of one node, and for half of the rounds of two."""
    return 3 * math.ceil(scale.requests() / scale.buyers)


def measure(bench):
    if not bench.has("PostgreSQL", postgres.PROGRAM):
        return
    with bench.part(TITLE) as part, contextlib.ExitStack() as stack:
        server = stack.enter_context(postgres.Postgres(part.folder / "postgres", part.scale.connections))
        server.ask("postgres", "CREATE DATABASE sale")
        catalog = {"seats": part.scale.buyers, "shows": _shows(part.scale)}
        crowds = Crowds(part, server, stack.enter_context(Node(part, "one", server, **catalog)))
        alone, others = alternate(crowds.one, {"pgbench": lambda: server.round(part.scale.seconds)},
                                  ROUNDS_ALONE * part.scale.rounds)
        crowds.nodes.append(stack.enter_context(Node(part, "two", server, **catalog)))
        seconds = ROUND_FACTOR * part.scale.seconds
        two, one = alternate(lambda: crowds.two(seconds), {"one": lambda: crowds.one(seconds)},
                             ROUNDS_OF_TWO * part.scale.rounds)
        crowds.check()
    yield from _rows(bench, alone, others["pgbench"], two, one["one"], crowds.connections)


def _rows(bench, alone, pgbench, two, one, connections):
    yield Row(TITLE, "a transaction each", alone.rate, alone.p50_us, alone.p99_us, alone.cpu_us, pgbench.cpu_us,
              figure=alone.rate / pgbench.rate, target=bench.target(4), at_least=True,
              note=f"{TITLE}: {connections} connections; CPU is the node's and PostgreSQL's together.")
    yield Row("hold, PostgreSQL, two nodes", "one node", two.rate, two.p50_us, two.p99_us, two.cpu_us, one.cpu_us,
              figure=two.rate / one.rate, target=bench.target(1), at_least=True,
              note="two nodes: different shows, the same number of connections in total, on the same two cores.")
    yield Row("  PostgreSQL, a transaction each", per_second=pgbench.rate, p50_us=pgbench.p50_us,
              p99_us=pgbench.p99_us, cpu_us=pgbench.cpu_us)
