#!/usr/bin/python3 -B
"""Three PostgreSQL with Patroni and etcd, three nodes and two HAProxies, all on this machine's loopback.

    cluster.py up --folder F      starts the cluster, waits until it is healthy, prints its addresses; it keeps running
    cluster.py status --folder F  prints a line for each process; exit status 0 if the cluster is healthy
    cluster.py down --folder F    stops the cluster; the folder stays

Ports and addresses are in F/cluster.json. The configuration files in F are those of deploy/ha/config, filled in.
"""

import argparse
import os
import pathlib
import subprocess
import sys

import health
from layout import ADDRESS, MEMBERS, Layout
from service import Database, Service, identity, poll

ROOT = pathlib.Path(__file__).resolve().parents[2]
# The first start makes and copies databases, beside builds and tests.
UP_SECONDS = 180


class Cluster:
    def __init__(self, layout, dies_with_parent=False):
        self.layout = layout
        # On disk the password is in a file; here, too, so that no command line shows it.
        self.environment = {"PGPASSFILE": str(layout.password_file)}

        def service(kind, name, command, **more):
            return kind(name, layout.folder / name, command, dies_with_parent=dies_with_parent, **more)

        self.etcd = [service(Service, f"etcd-{member}", ["etcd", "--config-file", "etcd.yml"])
                     for member in MEMBERS]
        self.databases = [service(Database, f"postgres-{member}", ["patroni", "patroni.yml"]) for member in MEMBERS]
        serve = [layout.program, "serve", "--config", "onsale.toml", *layout.serve]
        self.nodes = [service(Service, f"node-{member}", serve, environment=self.environment) for member in MEMBERS]
        haproxy = ["/usr/sbin/haproxy", "-db", "-f", "haproxy.cfg"]
        self.balancers = [service(Service, "haproxy-postgres", haproxy),
                          service(Service, "front", haproxy, environment=layout.front_environment)]

    def services(self):
        return [*self.etcd, *self.databases, *self.balancers, *self.nodes]

    def up(self):
        self.up_databases()
        self.up_nodes()

    def up_databases(self):
        for service in [*self.etcd, *self.databases, self.balancers[0]]:
            service.start()
        self._await("all databases are healthy", lambda: health.databases_are_whole(self.layout))
        self._await("the primary answers", self._primary_answers)
        self.ask("postgres", f"CREATE ROLE onsale LOGIN PASSWORD '{self.layout.password('onsale')}'")
        self.ask("postgres", "CREATE DATABASE onsale OWNER onsale")

    def up_nodes(self):
        # Its last line is the owner's key, shown once.
        self.layout.keep_owner_key(self.run("store", "init", "--store", self.layout.store_url).split()[-1])
        self.balancers[1].start()
        for member, node in zip(MEMBERS, self.nodes):
            # One after the other: the first makes the key that all share, and loads the catalogue; while a large one
            # is loaded, nobody else can write.
            node.start()
            self._await(f"{node.name} is ready", lambda port=self.layout.port("node", member): health.get(
                port, "/readyz")[0] == 200)
        self.await_whole()

    def await_whole(self, seconds=UP_SECONDS):
        self._await("the whole cluster is healthy", lambda: not health.troubles(self.layout), seconds)

    def run(self, *words):
        """A subcommand of onsale, as the user of the nodes."""
        done = subprocess.run([self.layout.program, *words], env=os.environ | self.environment, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, **identity())
        if done.returncode != 0:
            raise RuntimeError(f"onsale {' '.join(words)}: {done.stdout}{done.stderr}")
        return done.stdout

    def down(self):
        """Those first who use the others."""
        for service in reversed(self.services()):
            service.stop()

    def _await(self, what, condition, seconds=UP_SECONDS):
        def checked():
            for service in self.services():
                if service.ended():
                    raise RuntimeError(f"{service.name} ended:\n{service.last_words()}")
            return condition()
        poll.until(what, checked, seconds, 0.2)

    def ask(self, database, statement):
        """Rows as psql prints them, from the primary."""
        done = self._psql(database, statement)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout.splitlines()

    def _psql(self, database, statement):
        # By its input: a command line could be read by everybody.
        url = f"postgresql://postgres@{ADDRESS}:{self.layout.port('primary')}/{database}?connect_timeout=3"
        return subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", url], input=statement, text=True,
                              capture_output=True, env=os.environ | self.environment)

    def _primary_answers(self):
        return self._psql("postgres", "SELECT 1").returncode == 0


def up(options):
    layout = Layout.make(options.folder, options.binary, options.catalog, options.serve)
    cluster = Cluster(layout)
    try:
        cluster.up()
    except BaseException:
        cluster.down()
        raise
    print(f"buyers at {layout.url}, shop and operators at {layout.trusted_url}, store at {layout.store_url}, "
          f"PGPASSFILE={layout.password_file}")
    return 0


def status(options):
    layout = Layout.load(options.folder)
    for service in Cluster(layout).services():
        print(f"{service.name:<18} {'process ' + str(service.process) if service.process else 'not running'}")
    troubles = health.troubles(layout)
    print("\n".join(troubles) or "healthy: one primary, one synchronous standby, three nodes")
    return 1 if troubles else 0


def down(options):
    Cluster(Layout.load(options.folder)).down()
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["up", "status", "down"])
    parser.add_argument("--folder", type=pathlib.Path, required=True, help="the folder of the cluster; new or empty for `up`")
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "build/release/src/app/onsale")
    parser.add_argument("--catalog", type=pathlib.Path, nargs="+", default=[ROOT / "catalog/reference.json"])
    parser.epilog = "Arguments after -- are passed to `onsale serve`: cluster.py up --folder F -- --hold-time 2m"
    words = sys.argv[1:]
    end = words.index("--") if "--" in words else len(words)
    options = parser.parse_args(words[:end])
    options.serve = words[end + 1:]
    try:
        return {"up": up, "status": status, "down": down}[options.command](options)
    except (OSError, ValueError, RuntimeError, AssertionError, subprocess.CalledProcessError) as wrong:
        print(f"cluster.py: {wrong}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
