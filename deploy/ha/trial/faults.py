"""The faults of a machine or a process, each kind in turn."""

import dataclasses
from collections.abc import Callable

import health

# Longer than Patroni waits before it replaces a silent primary (ttl).
LONG = 32


@dataclasses.dataclass(frozen=True)
class Fault:
    name: str
    strike: Callable  # injects the fault into the cluster; returns its repair and its targets
    seconds: float    # from the fault to its repair


@dataclasses.dataclass(frozen=True)
class Struck:
    whom: str
    mend: Callable


def _database(role):
    def find(cluster):
        number = health.member_with(cluster.layout, role)
        if number is None:
            raise RuntimeError(f"there is no {role} for the fault")
        return cluster.databases[number - 1]
    return find


def _etcd_leader(cluster):
    number = health.etcd_leader(cluster.layout)
    if number is None:
        raise RuntimeError("there is no etcd leader for the fault")
    return cluster.etcd[number - 1]


def _any_node(cluster):
    return cluster.nodes[cluster.dice.randrange(len(cluster.nodes))]


def _killed(find, kill=lambda service: service.kill()):
    def strike(cluster):
        service = find(cluster)
        kill(service)
        return Struck(service.name, lambda: service.process or service.start())
    return strike


def _paused(find, pause=lambda service: service.pause()):
    def strike(cluster):
        service = find(cluster)
        pause(service)
        return Struck(service.name, service.resume)
    return strike


def _each(*strikes):
    """All of them at the same moment."""
    def strike(cluster):
        struck = [each(cluster) for each in strikes]

        def mend():
            for each in struck:
                each.mend()
        return Struck(", ".join(each.whom for each in struck), mend)
    return strike


def _two_etcd(cluster):
    two = cluster.dice.sample(cluster.etcd, 2)
    return _each(*(_paused(lambda _, member=member: member) for member in two))(cluster)


def _switchover(cluster):
    layout = cluster.layout
    leader, standby = health.member_with(layout, "leader"), health.member_with(layout, "sync_standby")
    order = {"leader": f"postgres-{leader}", "candidate": f"postgres-{standby}"}
    status, text = health.change(layout, leader, "/switchover", order, 60)
    if status != 200:
        raise RuntimeError(f"switchover: {status} {text}")
    return Struck(f"{order['leader']} to {order['candidate']}", lambda: None)


_primary, _standby = _database("leader"), _database("sync_standby")

FAULTS = [
    Fault("primary's machine killed, restarted soon", _killed(_primary), 3),
    Fault("primary's machine killed, restarted late", _killed(_primary), LONG),
    Fault("primary's PostgreSQL killed", _killed(_primary, lambda one: one.kill_server()), 1),
    Fault("primary's Patroni killed, PostgreSQL continues", _killed(_primary, lambda one: one.kill_patroni()), LONG),
    Fault("primary's machine paused for long", _paused(_primary), LONG),
    Fault("primary's machine paused briefly", _paused(_primary), 6),
    Fault("primary's PostgreSQL paused for long", _paused(_primary, lambda one: one.pause_server()), LONG),
    Fault("synchronous standby's machine killed", _killed(_standby), 10),
    Fault("synchronous standby's machine paused", _paused(_standby), 15),
    Fault("primary switched over as for an upgrade", _switchover, 0),
    Fault("node killed", _killed(_any_node), 3),
    Fault("node paused", _paused(_any_node), 10),
    Fault("node paused briefly", _paused(_any_node), 1.5),
    Fault("etcd leader killed", _killed(_etcd_leader), 5),
    Fault("etcd leader paused", _paused(_etcd_leader), 15),
    Fault("two of three etcd paused", _two_etcd, 15),
    Fault("primary's machine, a node and the etcd leader killed",
          _each(_killed(_primary), _killed(_any_node), _killed(_etcd_leader)), LONG),
]


def plan(rounds, dice, only=""):
    """Every kind whose name contains `only` once, in random order, before any is repeated."""
    kinds = [fault for fault in FAULTS if only in fault.name]
    if not kinds:
        raise ValueError(f"no fault has '{only}' in its name")
    planned = []
    while len(planned) < rounds:
        planned += dice.sample(kinds, len(kinds))
    return planned[:rounds]
