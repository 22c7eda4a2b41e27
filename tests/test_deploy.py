"""The manifests of deploy/compose and deploy/kubernetes, without a container: that they are YAML, that their settings exist and
are accepted together, and that ports, probes, times, users and files agree with the image and with each other."""

import json
import re
import sys

import pytest

from harness import server

yaml = pytest.importorskip("yaml", reason="python3-yaml is not installed")

sys.path.append(str(server.ROOT / "tools"))
import image  # noqa: E402
import stage_package  # noqa: E402

COMPOSE = server.ROOT / "deploy/compose/compose.yaml"
ONE = server.ROOT / "deploy/kubernetes/one.yaml"
MANY = server.ROOT / "deploy/kubernetes/many.yaml"
TAG = f"localhost/onsale:{stage_package.version()}"
# Of other programs: libpq's.
OTHERS = {"PGPASSWORD"}
STOP_SECONDS = 20  # docs/operating.md: the longest stop, while PostgreSQL is unavailable


def documents(path):
    return {each["kind"]: each for each in yaml.safe_load_all(path.read_text())}


def workload(path):
    found = documents(path)
    return found.get("StatefulSet") or found["Deployment"]


def pod(path):
    return workload(path)["spec"]["template"]["spec"]


def container(path):
    return pod(path)["containers"][0]


def settings_of(path):
    """The variables for the program, those of the image included, where the manifest adds to them."""
    if path == COMPOSE:
        given = yaml.safe_load(path.read_text())["services"]["onsale"]["environment"]
        given = dict(variable.split("=", 1) for variable in image.CONFIG["Env"]) | given
    else:
        given = {each["name"]: each.get("value") for each in container(path)["env"]}
    return {name: value for name, value in given.items() if name not in OTHERS | {"PATH"}}


def seconds(text):
    number, unit = re.fullmatch(r"(\d+)(s|m)", text).groups()
    return int(number) * {"s": 1, "m": 60}[unit]


@pytest.mark.parametrize("path", [COMPOSE, ONE, MANY], ids=lambda path: path.name)
def test_every_setting_exists_and_all_are_accepted_together(path, monkeypatch):
    settings = settings_of(path)
    for name in settings:
        assert name.startswith("ONSALE_"), name
        monkeypatch.setenv(name, re.sub(r"\$\{ONSALE_HOST:\?[^}]*\}", "tickets.example.com", settings[name]))
    done = server.run("config", "--json")
    assert done.returncode == 0, done.stderr
    assert not [name for name in settings if name in done.stderr], done.stderr
    origins = json.dumps(json.loads(done.stdout))
    assert all(f'"{name}"' in origins for name in settings), origins


def test_the_ports_agree():
    exposed = [int(port.split("/")[0]) for port in image.CONFIG["ExposedPorts"]]
    assert exposed == [int(settings_of(COMPOSE)["ONSALE_LISTEN"].rsplit(":", 1)[1])]
    compose = yaml.safe_load(COMPOSE.read_text())["services"]["onsale"]
    assert [port.rsplit(":", 1)[1] for port in compose["ports"]] == [str(exposed[0])]
    assert all(port.startswith("127.0.0.1:") for port in compose["ports"]), "the world reaches it without TLS"
    assert compose["healthcheck"]["test"][-1].endswith(f":{exposed[0]}")
    for path in (ONE, MANY):
        ports = {each["name"]: each["containerPort"] for each in container(path)["ports"]}
        assert ports == {"http": exposed[0]}
        assert settings_of(path)["ONSALE_LISTEN"].endswith(f":{exposed[0]}")
        assert documents(path)["Service"]["spec"]["ports"][0]["targetPort"] == "http"
        assert "ONSALE_OPERATOR_LISTEN" not in settings_of(path), "the operator's address is on loopback"


@pytest.mark.parametrize("path", [ONE, MANY], ids=lambda path: path.name)
def test_the_probes_ask_what_the_server_answers(path):
    of = container(path)
    paths = {kind: of[f"{kind}Probe"]["httpGet"] for kind in ("startup", "readiness", "liveness")}
    assert paths["readiness"] == {"path": "/readyz", "port": "http"}
    # A server that is not ready is not restarted: PostgreSQL may be unavailable for longer.
    assert paths["startup"] == paths["liveness"] == {"path": "/livez", "port": "http"}
    start = of["startupProbe"]["periodSeconds"] * of["startupProbe"]["failureThreshold"]
    assert start >= 600, "a start reads the journal and loads catalogues"


@pytest.mark.parametrize("path", [ONE, MANY], ids=lambda path: path.name)
def test_a_stop_has_the_time_it_needs(path):
    pause = container(path)["lifecycle"]["preStop"]["sleep"]["seconds"]
    drain = seconds(settings_of(path)["ONSALE_DRAIN_TIME"])
    ready = container(path)["readinessProbe"]
    assert drain > ready["periodSeconds"] * ready["failureThreshold"], "it ends before it is known to be not ready"
    assert pod(path)["terminationGracePeriodSeconds"] >= pause + drain + STOP_SECONDS


def test_compose_stops_and_starts_in_time():
    compose = yaml.safe_load(COMPOSE.read_text())["services"]["onsale"]
    assert seconds(compose["stop_grace_period"]) >= seconds(compose["environment"]["ONSALE_DRAIN_TIME"]) + STOP_SECONDS
    assert compose["healthcheck"]["test"][:3] == image.CONFIG["Healthcheck"]["Test"][:3]
    assert server.run("help", "health").returncode == 0


def test_they_use_the_image_of_this_version():
    assert yaml.safe_load(COMPOSE.read_text())["services"]["onsale"]["image"] == TAG
    assert {container(path)["image"] for path in (ONE, MANY)} == {TAG}
    assert {tuple(container(path)["args"]) for path in (ONE, MANY)} == {tuple(image.CONFIG["Cmd"])}


@pytest.mark.parametrize("path", [ONE, MANY], ids=lambda path: path.name)
def test_the_pod_has_no_rights_and_writes_nowhere_but_its_volumes(path):
    secured, alone = pod(path)["securityContext"], container(path)["securityContext"]
    assert secured["runAsNonRoot"] and f"{secured['runAsUser']}:{secured['runAsGroup']}" == image.CONFIG["User"]
    assert alone == {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
    assert pod(path)["automountServiceAccountToken"] is False and pod(path)["enableServiceLinks"] is False


@pytest.mark.parametrize("path", [COMPOSE, ONE, MANY], ids=lambda path: path.name)
def test_every_file_that_a_setting_names_is_mounted(path):
    if path == COMPOSE:
        compose = yaml.safe_load(path.read_text())
        mounts = [volume.split(":")[1] for volume in compose["services"]["onsale"]["volumes"]]
        assert compose["services"]["onsale"]["read_only"] and compose["services"]["onsale"]["cap_drop"] == ["ALL"]
        assert set(compose["volumes"]) == {"sale"}
    else:
        mounts = [each["mountPath"] for each in container(path)["volumeMounts"]]
        named = {each["name"] for each in [*pod(path)["volumes"], *(claim["metadata"] for claim in workload(path)["spec"].get("volumeClaimTemplates", []))]}
        assert {each["name"] for each in container(path)["volumeMounts"]} == named
    for name, value in settings_of(path).items():
        for file in re.findall(r"(?:^|=)(/[^&]+)", value or ""):
            assert any(file == mount or file.startswith(mount + "/") for mount in mounts), f"{name}={value}"


def test_a_data_directory_has_one_process_and_postgresql_has_many():
    assert workload(ONE)["kind"] == "StatefulSet" and workload(ONE)["spec"]["replicas"] == 1
    assert workload(MANY)["spec"]["replicas"] > 1 and "ONSALE_STORE" in settings_of(MANY)
    # As the program takes keys (src/app/secret_file.cc): of root's, the group may read them.
    assert {each["secret"]["defaultMode"] for each in pod(MANY)["volumes"] if "secret" in each} == {0o400}
