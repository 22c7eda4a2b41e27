"""Makes an OCI image of a built program, as a tar file that `podman load`, `docker load` and `skopeo` read.

    image.py --binary build/release/src/app/onsale --to build/package/onsale-image.tar

The image has the program, the libraries of this machine that it was linked and tried with, the authorities' certificates and the
time zones: no shell, no package manager. It needs no network and no privileges to make. docs/decisions/0030-packages.md.
"""

import argparse
import datetime
import gzip
import hashlib
import io
import json
import os
import pathlib
import re
import subprocess
import tarfile

import stage_package

USER = 65532
HOME = "/var/lib/onsale"
# Files of this machine beside the libraries; folders with everything in them.
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
ZONES = "/usr/share/zoneinfo"
PACKAGES = ("ca-certificates", "tzdata")
TEXTS = {
    "/etc/passwd": f"root:x:0:0:root:/root:/sbin/nologin\nonsale:x:{USER}:{USER}:Onsale:{HOME}:/sbin/nologin\n",
    "/etc/group": f"root:x:0:\nonsale:x:{USER}:\n",
    "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
}
LINKS = {"/lib": "usr/lib", "/lib64": "usr/lib64", "/bin": "usr/bin",
         "/usr/lib/ssl/cert.pem": CERTIFICATES}
CONFIG = {
    "User": f"{USER}:{USER}",
    "ExposedPorts": {"8080/tcp": {}},
    "Entrypoint": ["/usr/bin/onsale"],
    "Cmd": ["serve"],
    # ONSALE_HOST is missing on purpose: nobody but who runs it knows by which name buyers come.
    "Env": ["PATH=/usr/bin", "ONSALE_LISTEN=0.0.0.0:8080", "ONSALE_ALLOW_PUBLIC=true", f"ONSALE_DATA={HOME}/data"],
    "WorkingDir": HOME,
    "Volumes": {HOME: {}},
    "StopSignal": "SIGTERM",
    # Of Docker's own form; a runtime that reads the OCI form alone ignores it.
    "Healthcheck": {"Test": ["CMD", "/usr/bin/onsale", "health"], "Interval": 10_000_000_000, "Timeout": 5_000_000_000,
                    "StartPeriod": 600_000_000_000, "Retries": 3},
}


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def libraries(binary):
    """The paths by which the program finds its libraries, and its loader, on this machine."""
    paths = set()
    for line in output("ldd", binary).splitlines():
        if "not found" in line:
            raise SystemExit(f"image.py: {line.strip()}")
        if found := re.search(r"(/\S+) \(0x", line):
            paths.add(found[1])
    return paths


def owner(path):
    """The Debian package of a file; of the two names of a file in /lib and /usr/lib dpkg knows one."""
    other = path.removeprefix("/usr") if path.startswith("/usr/lib") else "/usr" + path
    for name in (path, other):
        done = subprocess.run(["dpkg-query", "-S", name], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return done.stdout.split(":")[0]
    raise SystemExit(f"image.py: {path} is of no Debian package")


class Layer:
    """A tar file in memory: everything belongs to root and has one time, so that the same input makes the same bytes."""

    def __init__(self, moment):
        self._moment = moment
        self._bytes = io.BytesIO()
        self._tar = tarfile.open(fileobj=self._bytes, mode="w", format=tarfile.PAX_FORMAT)
        self._made = {"/"}

    def _add(self, path, mode, kind, body=b"", link="", user=0):
        entry = tarfile.TarInfo(path.lstrip("/"))
        entry.type, entry.mode, entry.size, entry.linkname = kind, mode, len(body), link
        entry.mtime, entry.uid, entry.gid = self._moment, user, user
        self._tar.addfile(entry, io.BytesIO(body))
        self._made.add(path)

    def folder(self, path, mode=0o755, user=0):
        if path in self._made:
            return
        self.folder(os.path.dirname(path))
        self._add(path, mode, tarfile.DIRTYPE, user=user)

    def file(self, path, body, mode=0o644):
        self.folder(os.path.dirname(path))
        self._add(path, mode, tarfile.REGTYPE, body)

    def link(self, path, to):
        self.folder(os.path.dirname(path))
        self._add(path, 0o777, tarfile.SYMTYPE, link=to)

    def copy(self, path, to=None):
        """A file of this machine, by the name that asks for it; a link becomes what it leads to."""
        source = pathlib.Path(path)
        self.file(to or path, source.read_bytes(), 0o755 if os.access(source, os.X_OK) else 0o644)

    def close(self):
        self._tar.close()
        return self._bytes.getvalue()


def inside_usr(path):
    """`/lib/x` is `/usr/lib/x`, as on a machine with merged folders."""
    return "/usr" + path if path.startswith(("/lib/", "/lib64/")) else path


def system_layer(binary, moment):
    layer = Layer(moment)
    for path, to in LINKS.items():
        layer.link(path, to)
    owners = set(PACKAGES)
    for path in sorted(libraries(binary)):
        layer.copy(path, inside_usr(path))
        owners.add(owner(path))
    layer.copy(CERTIFICATES)
    zones = pathlib.Path(ZONES)
    for path in sorted(zones.rglob("*")):
        if path.name == "localtime":
            continue  # leads to the machine's own
        if path.is_symlink():
            layer.link(str(path), os.readlink(path))
        elif path.is_file() and not {"right", "posix"} & set(path.relative_to(zones).parts):
            layer.copy(str(path))
    for path, text in TEXTS.items():
        layer.file(path, text.encode())
    # By these files scanners know what is in an image without a package manager, and licences ask for the others.
    for name in sorted(owners):
        layer.file(f"/var/lib/dpkg/status.d/{name}", output("dpkg-query", "-s", name).encode())
        terms = pathlib.Path(f"/usr/share/doc/{name}/copyright")
        if terms.exists():
            layer.copy(str(terms))
    layer.folder("/tmp", 0o1777)
    layer.folder(HOME, 0o700, USER)
    return layer.close()


def program_layer(binary, moment):
    layer = Layer(moment)
    layer.file("/usr/bin/onsale", pathlib.Path(binary).read_bytes(), 0o755)
    return layer.close()


def digest(body):
    return "sha256:" + hashlib.sha256(body).hexdigest()


def place(name):
    return "blobs/" + name.replace(":", "/")


class Image:
    """The blobs of an image and the two tables of contents: of OCI, and of `docker save`."""

    def __init__(self):
        self.files = {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}'}

    def blob(self, body, media_type):
        name = digest(body)
        self.files[place(name)] = body
        return {"mediaType": f"application/vnd.oci.image.{media_type}", "digest": name, "size": len(body)}

    def write(self, path, moment):
        whole = Layer(moment)
        for name in sorted(self.files):
            whole.file("/" + name, self.files[name])
        path.write_bytes(whole.close())


def canonical(value):
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


def make(binary, path, moment):
    image, layers = Image(), [system_layer(binary, moment), program_layer(binary, moment)]
    created = datetime.datetime.fromtimestamp(moment, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    architecture = output("dpkg", "--print-architecture").strip()
    blobs = [image.blob(gzip.compress(layer, 9, mtime=0), "layer.v1.tar+gzip") for layer in layers]
    config = image.blob(canonical({
        "created": created, "architecture": architecture, "os": "linux", "config": CONFIG,
        "rootfs": {"type": "layers", "diff_ids": [digest(layer) for layer in layers]},
        "history": [{"created": created, "created_by": words} for words in ("libraries of Debian 12", "onsale")],
    }), "config.v1+json")
    tag = stage_package.version()
    manifest = image.blob(canonical({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                                     "config": config, "layers": blobs}), "manifest.v1+json")
    manifest["annotations"] = {"org.opencontainers.image.ref.name": tag, "io.containerd.image.name": f"localhost/onsale:{tag}"}
    image.files["index.json"] = canonical({"schemaVersion": 2, "manifests": [manifest]})
    image.files["manifest.json"] = canonical([{"Config": place(config["digest"]), "RepoTags": [f"localhost/onsale:{tag}"],
                                               "Layers": [place(blob["digest"]) for blob in blobs]}])
    image.write(path, moment)
    return sum(map(len, layers)), path.stat().st_size


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", type=pathlib.Path, required=True)
    parser.add_argument("--to", type=pathlib.Path, required=True)
    asked = parser.parse_args()
    unpacked, packed = make(asked.binary, asked.to, stage_package.moment())
    print(f"{asked.to}: {packed / 1e6:.1f} MB, unpacked {unpacked / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
