"""What the calls are measured against: each a server of its own on loopback, or a file, run in the same minutes."""

import os
import pwd
import shutil


def find(*names):
    """The first of these programs that is installed, also where only root's PATH looks; none if there is none."""
    places = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/lib/postgresql/15/bin"])
    return next((found for name in names if (found := shutil.which(name, path=places))), None)


def servant(*names):
    """Whom root lets a server run as: the first of these users that exists. Nobody else can choose."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in (*names, "nobody") if name in known), None)
