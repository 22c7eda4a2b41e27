"""The OCI image: another program reads it, its files alone run the server without root on a read-only root, and the same sources
make the same bytes. No container is started: podman and docker need privileges that a test machine may lack. `./dev test-package`."""

import json
import os
import re
import shutil
import socket
import subprocess
import tarfile

import pytest

from harness import poll, server
from harness.client import BROKEN, Client
from package import clean

TAR = clean.PACKAGES / "onsale-image.tar"
READ_ONLY = "mount --make-rprivate / && mount --bind {0} {0} && mount -o remount,ro,bind {0} && mount --bind {1} {0}/var/lib/onsale && "


@pytest.fixture(scope="module")
def layout(tmp_path_factory):
    folder = tmp_path_factory.mktemp("layout")
    with tarfile.open(TAR) as tar:
        tar.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def config(layout):
    def blob(described):
        return json.loads((layout / "blobs" / described["digest"].replace(":", "/")).read_text())
    index = json.loads((layout / "index.json").read_text())
    return blob(blob(index["manifests"][0])["config"])


@pytest.fixture(scope="module")
def bundle(layout, tmp_path_factory):
    """The image unpacked by umoci, which also checks every digest."""
    folder = tmp_path_factory.mktemp("bundle") / "bundle"
    tag = json.loads((layout / "index.json").read_text())["manifests"][0]["annotations"]["org.opencontainers.image.ref.name"]
    subprocess.run(["umoci", "unpack", "--image", f"{layout}:{tag}", folder], check=True)
    yield folder / "rootfs"
    shutil.rmtree(folder)


def test_it_runs_as_a_user_without_rights(config, bundle):
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", config["config"]["User"])
    user = int(config["config"]["User"].split(":")[0])
    home = (bundle / "var/lib/onsale").stat()
    assert (home.st_uid, home.st_mode & 0o777) == (user, 0o700)
    writable = [path for path in bundle.rglob("*") if not path.is_symlink() and path.lstat().st_uid == user]
    assert writable == [bundle / "var/lib/onsale"]
    assert not [path for path in bundle.rglob("*") if path.is_file() and path.lstat().st_mode & 0o6000], "a set-id file"


def test_it_has_no_shell(bundle):
    assert os.listdir(bundle / "usr/bin") == ["onsale"]


def environment(config, **more):
    return dict(variable.split("=", 1) for variable in config["config"]["Env"]) | more


def inside(config, bundle, data, *words):
    """The words as the image's user, with only the data folder writable."""
    command = READ_ONLY.format(bundle, data) + 'exec chroot --userspec "$0" "$1" "${@:2}"'
    return ["unshare", "--mount", "/bin/bash", "-c", command, config["config"]["User"], str(bundle), *words]


@pytest.fixture
def data(config, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    os.chown(folder, *map(int, config["config"]["User"].split(":")))
    if subprocess.run(["unshare", "--mount", "true"], check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount, so the root cannot be read-only")
    return folder


def test_its_files_alone_serve_on_a_read_only_root(config, bundle, data, tmp_path):
    port = free_port()
    words = config["config"]["Entrypoint"] + config["config"]["Cmd"]
    run = environment(config, ONSALE_LISTEN=f"0.0.0.0:{port}", ONSALE_OPERATOR_LISTEN=f"127.0.0.1:{free_port()}",
                      PATH="/usr/sbin:/usr/bin:/bin", ONSALE_HOST="tickets.example")
    health = [*config["config"]["Healthcheck"]["Test"][1:], "--url", f"http://127.0.0.1:{port}"]

    def healthy():
        return subprocess.run(inside(config, bundle, data, *health), env=run, capture_output=True, text=True, check=False)
    assert healthy().returncode == 2, "nobody listens yet"
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(inside(config, bundle, data, *words), env=run, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        def ready():
            assert process.poll() is None, (tmp_path / "log").read_text()
            try:
                return Client(port).get("/readyz").status == 200
            except BROKEN:
                return False
        poll.until("the image's server is ready", ready, 60)
        assert (healthy().returncode, healthy().stdout) == (0, "ready\n")
        assert Client(port).get("/v1/concerts", headers={"Host": "tickets.example"}).json() == {"concerts": []}
        assert (data / "data/journal").exists() and (data / "data-owner.key").exists()
    finally:
        process.terminate()
    assert process.wait(server.STOP_SECONDS) == 0


def test_without_a_host_it_says_what_is_missing(config, bundle, data):
    done = subprocess.run(inside(config, bundle, data, *config["config"]["Entrypoint"], *config["config"]["Cmd"]),
                          env=environment(config, PATH="/usr/sbin:/usr/bin:/bin"), capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "--host" in done.stderr, done.stderr


def test_the_same_sources_make_the_same_image(tmp_path):
    subprocess.run(["/usr/bin/python3", "-B", server.ROOT / "tools/image.py", "--binary", server.binary(), "--to", tmp_path / "again.tar"],
                   check=True, capture_output=True)
    assert (tmp_path / "again.tar").read_bytes() == TAR.read_bytes()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
