"""The table of bounds in docs/testing.md names bounds and tests that exist."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
TEST = re.compile(r"^TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\)", re.M)


def named():
    """The names in the section's table and in the list of those without tests."""
    section = (ROOT / "docs/testing.md").read_text().split("\n## Bounds\n")[1].split("\n## ")[0]
    return set(re.findall(r"`([^`]+)`", section))


def texts(*endings):
    return [path.read_text() for path in (ROOT / "src").rglob("*") if path.name.endswith(endings)]


def test_every_test_of_the_table_exists():
    tests = {f"{suite}.{name}" for text in texts("_test.cc") for suite, name in TEST.findall(text)}
    wanted = {name for name in named() if re.fullmatch(r"\w+Test\.\w+", name)}
    assert len(wanted) > 50
    assert not wanted - tests


def test_every_bound_of_the_table_exists():
    product = "\n".join(texts(".h", ".cc"))
    bounds = {name for name in named() if re.fullmatch(r"k[A-Z]\w*|[A-Z]\w*|[a-z_]+", name)}
    assert len(bounds) > 30
    assert not {name for name in bounds if not re.search(rf"\b{name}\b", product)}
