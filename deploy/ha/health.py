"""What is wrong with a cluster, asked over HTTP as its own parts ask each other."""

import base64
import http.client
import json

from layout import ADDRESS, MEMBERS

ANSWER_SECONDS = 2
# Of a standby that keeps up, in bytes of log.
LAG_MAX = 16 << 20


def get(port, target, method="GET", body=None, seconds=ANSWER_SECONDS, headers=None):
    """Status and text; status 0 if nobody answers."""
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=seconds)
    sent = dict(headers or {})
    if body:
        sent["Content-Type"] = "application/json"
    try:
        connection.request(method, target, body=body, headers=sent)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()


def change(layout, member, target, order, seconds):
    """Asks this Patroni for a change, which takes its password: status and text."""
    credentials = base64.b64encode(f"patroni:{layout.patroni_password}".encode()).decode()
    return get(layout.port("patroni", member), target, "POST", json.dumps(order), seconds,
               {"Authorization": f"Basic {credentials}"})


def members(layout):
    """Name to what Patroni knows of it, from the first Patroni that answers."""
    for member in MEMBERS:
        status, text = get(layout.port("patroni", member), "/cluster")
        if status == 200:
            return {each["name"]: each for each in json.loads(text)["members"]}
    return {}


def member_with(layout, role):
    """The number of the member with this role (`leader`, `sync_standby`, `replica`); none if there is none."""
    for name, known in members(layout).items():
        if known.get("role") == role:
            return int(name.rsplit("-", 1)[1])
    return None


def etcd_leader(layout):
    """The number of the etcd member that leads; none while they have not agreed."""
    for member in MEMBERS:
        status, text = get(layout.port("etcd", member), "/v2/stats/self")
        if status == 200 and json.loads(text).get("state") == "StateLeader":
            return member
    return None


def etcd_troubles(layout):
    for member in MEMBERS:
        status, text = get(layout.port("etcd", member), "/health")
        if status != 200 or json.loads(text).get("health") != "true":
            yield f"etcd-{member}: not healthy"


def database_troubles(layout):
    # What Patroni says of the others may be some seconds old; of its own PostgreSQL it asks that one.
    for member in MEMBERS:
        if get(layout.port("patroni", member), "/health")[0] != 200:
            yield f"postgres-{member}: not running"
    known = members(layout)
    roles = [each.get("role") for each in known.values()]
    leader = next((name.rsplit("-", 1)[1] for name, each in known.items() if each.get("role") == "leader"), None)
    if leader is None or get(layout.port("patroni", leader), "/primary")[0] != 200:
        yield "postgres: no primary"
    if roles.count("sync_standby") != 1:
        yield "postgres: no synchronous standby"
    timelines = {each.get("timeline") for each in known.values()}
    for member in MEMBERS:
        name = f"postgres-{member}"
        state = known.get(name, {})
        if state.get("state") not in ("running", "streaming") or len(timelines) != 1:
            yield f"{name}: {state.get('state', 'unknown')}, timeline {state.get('timeline')}"
        elif state.get("role") != "leader" and not (isinstance(state.get("lag"), int) and state["lag"] <= LAG_MAX):
            yield f"{name}: behind by {state.get('lag')}"


def databases_are_whole(layout):
    return not [*etcd_troubles(layout), *database_troubles(layout)]


def node_troubles(layout):
    for member in MEMBERS:
        if get(layout.port("node", member), "/readyz")[0] != 200:
            yield f"node-{member}: not ready"
    for name in ("buyers", "trusted"):
        if get(layout.port(name), "/readyz")[0] != 200:
            yield f"front: reaches no node for {name}"


def troubles(layout):
    return [*etcd_troubles(layout), *database_troubles(layout), *node_troubles(layout)]
