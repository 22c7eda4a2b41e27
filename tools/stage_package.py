"""Stages what the Debian package is made of, from a built program: see tools/package.sh.

    stage_package.py --binary build/release/src/app/onsale --to build/package/onsale [--revision 2]
"""

import argparse
import email.utils
import os
import pathlib
import re
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
DEBIAN = ROOT / "deploy/debian"
UNITS = ("onsale.service", "onsale.socket", "onsale-operator.socket", "onsale-backup.service", "onsale-backup-check.service",
         "onsale-backup-check.timer")
# What the unit starts for those who copy it, and what it starts in the package.
START = re.compile(r"^ExecStart=/usr/local/bin/onsale serve .*$", re.M)
PACKAGED = "ExecStart=/usr/bin/onsale serve --config /etc/onsale/onsale.toml"


def version():
    return re.search(r"^project\(onsale VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text(), re.M)[1]


def moment():
    """Seconds since 1970 of the last commit, so that the same sources make the same package."""
    if "SOURCE_DATE_EPOCH" in os.environ:
        return int(os.environ["SOURCE_DATE_EPOCH"])
    done = subprocess.run(["git", "-C", ROOT, "log", "-1", "--format=%ct"], capture_output=True, text=True, check=False)
    return int(done.stdout or (ROOT / "CMakeLists.txt").stat().st_mtime)


def full_version(revision):
    """`0.1.0`, or `0.1.0+2` for a package that replaces one of the same program."""
    return version() + (f"+{revision}" if revision > 1 else "")


def unit(name):
    """A unit of deploy/systemd as the package has it: without the words for those who copy it."""
    text = (ROOT / "deploy/systemd" / name).read_text()
    text, count = START.subn(PACKAGED, text)
    assert count == (name == "onsale.service"), f"{name}: ExecStart is not the one that is known here"
    text = text.replace("=/usr/local/bin/onsale ", "=/usr/bin/onsale ")
    # Over PostgreSQL the settings file names the store; the unit needs no other line.
    text = text.replace("# Over PostgreSQL: `serve --config /etc/onsale/onsale.toml` instead, and the password in a file of mode 0600.\n",
                        "# Over PostgreSQL: the password in a file of mode 0600.\n")
    return text[text.index("[Unit]"):]


def changelog(revision, at):
    maintainer = re.search(r"^Maintainer: (.*)$", (DEBIAN / "control").read_text(), re.M)[1]
    return (f"onsale ({full_version(revision)}) stable; urgency=medium\n\n"
            "  * What changed is in /usr/share/doc/onsale/CHANGELOG.md.gz.\n\n"
            f" -- {maintainer}  {email.utils.formatdate(at)}\n")


def stage(binary, folder, revision):
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(DEBIAN, folder / "debian")
    (folder / "debian/source").mkdir()
    (folder / "debian/source/format").write_text("3.0 (native)\n")
    (folder / "debian/changelog").write_text(changelog(revision, moment()))
    shutil.move(folder / "debian/onsale.toml", folder / "onsale.toml")
    shutil.copy(binary, folder / "onsale")
    for name in UNITS:
        (folder / name).write_text(unit(name))
    (folder / "completion").mkdir()
    for words, name in ((["man"], "onsale.1"), (["completion", "bash"], "completion/onsale")):
        printed = subprocess.run([binary, *words], capture_output=True, check=True)
        (folder / name).write_bytes(printed.stdout)
    for name in ("README.md", "CHANGELOG.md"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "catalog", folder / "catalog")
    shutil.copytree(ROOT / "deploy/front", folder / "front")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", type=pathlib.Path, required=True)
    parser.add_argument("--to", type=pathlib.Path, required=True)
    parser.add_argument("--revision", type=int, default=1)
    asked = parser.parse_args()
    stage(asked.binary.resolve(), asked.to, asked.revision)
    print(f"onsale_{full_version(asked.revision)}")


if __name__ == "__main__":
    main()
