"""The check of headers (tools/check/headers.py) reports an include that is missing, even if another
header of the floor has it. Compiles a few headers of its own."""

import pathlib
import shutil
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tools/check"))

import headers  # noqa: E402

COMPILER = "clang++-19"
pytestmark = pytest.mark.skipif(not shutil.which(COMPILER), reason=f"{COMPILER} is not installed")
COMMAND = headers.one_command([[COMPILER, "-std=c++23", "-Werror", "-o", "out"]])
FLOORS = {
    "low": {
        "seat.h": "#include <cstdint>\nstruct Seat { std::uint32_t row; };\n#define ROWS 7\n",
        "rows.h": '#include <array>\n#include "seat.h"\nusing Rows = std::array<Seat, ROWS>;\n',
    },
    "high": {
        "all.h": '#include <array>\n#include <cstdint>\n#include "rows.h"\nextern Rows all;\n',
        "count.h": "#include <cstdint>\nstd::uint32_t Count();\n",
        "one.h": '#include "seat.h"\nextern Seat one;\n',
    },
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def check(tmp_path, kept):
    """Checks the headers of FLOORS without one text."""
    def without(header="", text=""):
        floors = {}
        for floor, texts in FLOORS.items():
            for name, content in texts.items():
                assert name != header or text in content
                path = tmp_path / name
                kept_text = content.replace(text, "") if name == header else content
                path.write_text("#pragma once\n" + kept_text)
                floors.setdefault(floor, []).append(path)
        return headers.findings(COMMAND, floors, kept)
    return without


@pytest.mark.parametrize("header, text, name", [
    ("rows.h", '#include "seat.h"\n', "ROWS"),
    ("rows.h", "#include <array>\n", "array"),
    ("all.h", '#include "rows.h"\n', "Rows"),
    ("one.h", '#include "seat.h"\n', "Seat"),
    ("count.h", "#include <cstdint>\n", "uint32_t"),
])
def test_a_missing_include_is_reported_until_it_is_there(check, tmp_path, header, text, name):
    """A header is checked again when it changes."""
    assert check() == ""
    found = check(header, text)
    assert f"{tmp_path / header}:" in found
    assert name in found
    assert check() == ""


def test_a_change_of_a_lower_floor_checks_the_floors_above_again(check):
    assert check() == ""
    assert check("seat.h", "struct Seat { std::uint32_t row; };\n") != ""
