"""The resident memory of a process."""

import pathlib
import resource

_PAGE = resource.getpagesize()


def resident(pid):
    """In bytes."""
    return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
