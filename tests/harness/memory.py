"""How much memory a process has in use."""

import pathlib
import resource

_PAGE = resource.getpagesize()


def resident(pid):
    """Bytes."""
    return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
