"""A clean Debian 12 in a folder, by debootstrap, and commands in it."""

import pathlib
import shutil
import subprocess

from harness.server import ROOT

MIRROR = "http://deb.debian.org/debian"
PACKAGES = ROOT / "build/package"
# Made once and copied for each run: the mirror's part takes most of the time.
BASE = PACKAGES / "clean"


def package(revision):
    """The Debian package of a revision: tools/package.sh has made it."""
    files = sorted(PACKAGES.glob("onsale_*.deb"))
    found = [file for file in files if ("+" not in file.name) == (revision == 1) and (revision == 1 or f"+{revision}_" in file.name)]
    assert len(found) == 1, f"run ./dev test-package, which makes the packages: {files}"
    return found[0]


def base():
    if not (BASE / "etc/debian_version").exists():
        partial = BASE.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        subprocess.run(["debootstrap", "--variant=minbase", "--include=ca-certificates", "bookworm", partial, MIRROR],
                       check=True, stdout=subprocess.DEVNULL)
        partial.rename(BASE)
    return BASE


class Debian:
    """A copy of it. Services are not started, as in any folder without an init."""

    def __init__(self, folder):
        self.root = pathlib.Path(folder)
        # cp, not shutil: devices, owners and set-id bits stay.
        subprocess.run(["cp", "-a", base(), self.root], check=True)
        for name in ("resolv.conf", "hosts"):
            shutil.copy(f"/etc/{name}", self.root / "etc" / name)
        subprocess.run(["mount", "--bind", "/proc", self.root / "proc"], check=True)

    def run(self, *words, check=True):
        done = subprocess.run(["chroot", self.root, "/usr/bin/env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                               "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8", *map(str, words)],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        assert not check or done.returncode == 0, done.stdout
        return done

    def install(self, file):
        shutil.copy(file, self.root / "tmp/onsale.deb")
        return self.run("apt-get", "-qy", "--no-install-recommends", "install", "/tmp/onsale.deb").stdout

    def path(self, name):
        return self.root / name.lstrip("/")

    def files(self):
        """Every path below the folders that packages write to."""
        folders = ("etc", "usr", "lib", "var/lib")
        return {str(path.relative_to(self.root)) for folder in folders for path in (self.root / folder).resolve().rglob("*")}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", self.root / "proc"], check=False)
        shutil.rmtree(self.root)
