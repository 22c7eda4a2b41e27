"""The reference decoder of seat maps, clients/seat-maps/seat_maps.py, as a module."""

import importlib.util
import pathlib

FOLDER = pathlib.Path(__file__).resolve().parent.parent.parent / "clients/seat-maps"


def load():
    spec = importlib.util.spec_from_file_location("seat_maps", FOLDER / "seat_maps.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


seat_maps = load()
