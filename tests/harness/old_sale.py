"""What earlier versions left (tests/old_data), as their owners must write it today."""

import pathlib
import re

OLD_DATA = pathlib.Path(__file__).resolve().parent.parent / "old_data"


def catalogue(version, folder):
    """The catalogue of an earlier version, with the modes of rooms as they are spelled now, in a file of the folder."""
    text = (OLD_DATA / version / "catalogue.json").read_text()
    for before, now in (("FIFO", "fifo"), ("DRAW", "draw"), ("OPEN", "no-queue")):
        text = re.sub(f'("mode": *)"{before}"', rf'\1"{now}"', text)
    file = pathlib.Path(folder) / f"catalogue-{version}.json"
    file.write_text(text)
    return file
