"""The machine, the programs and their versions, for the report."""

import datetime
import os
import pathlib
import platform
import re
import subprocess

from bench.references import find

ROOT = pathlib.Path(__file__).resolve().parent.parent


def _git(*arguments):
    try:
        done = subprocess.run(["git", "-C", ROOT, *arguments], capture_output=True, text=True)
    except FileNotFoundError:  # a source tree without git
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _cpu_model():
    found = re.search(r"^model name\s*:\s*(.+)$", pathlib.Path("/proc/cpuinfo").read_text(), re.M)
    return found.group(1) if found else platform.machine()


def _file_system(path):
    """The type of file system of a path, because the cost of a sync depends on it."""
    best = ("", "unknown")
    for line in pathlib.Path("/proc/mounts").read_text().splitlines():
        _, mount, kind = line.split()[:3]
        if os.path.commonpath([mount, path]) == mount and len(mount) >= len(best[0]):
            best = (mount, kind)
    return best[1]


def _programs():
    """Names and versions of the programs used, as each reports them."""
    asked = {"wrk": ("wrk", "-v"), "nginx": (find("nginx"), "-v"), "Redis": (find("redis-server"), "-v"),
             "PostgreSQL": (find("postgres"), "-V")}
    found = []
    for name, (program, flag) in asked.items():
        if program:
            done = subprocess.run([program, flag], capture_output=True, text=True)
            version = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
            found.append(f"{name} {version.group() if version else '?'}")
    return ", ".join(found)


def describe(folder):
    commit = _git("log", "-1", "--format=%h %s") or "commit unknown"
    changed = bool(_git("status", "--porcelain", "--", "src", "CMakeLists.txt", "cmake"))
    return {"date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
            "commit": commit + (" (and changes not committed)" if changed else ""),
            "cores": len(os.sched_getaffinity(0)),
            "cpu": _cpu_model(),
            "kernel": platform.release(),
            "programs": _programs(),
            "fileSystem": _file_system(str(folder)),
            "load": os.getloadavg()[0]}
