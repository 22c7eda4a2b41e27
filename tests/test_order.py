"""The check of includes within a folder (tools/check/rules.py) reports exactly those that go upwards.
Builds nothing."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tools/check"))

import rules  # noqa: E402
import sources  # noqa: E402


@pytest.fixture(autouse=True)
def order(monkeypatch):
    monkeypatch.setattr(sources, "ORDER", {
        "src/http": ["request json", "stream", "connection endpoints", "server"],
        "src/store": [".", "memory", "embedded"],
        "src/store/embedded": ["files", "."],
    })


@pytest.mark.parametrize("where, included", [
    ("src/http/stream/hub.cc", "src/http/json/token.h"),
    ("src/http/stream/hub.cc", "src/http/request.h"),
    ("src/http/stream/hub.cc", "src/http/stream/seats.h"),
    ("src/http/server.cc", "src/http/server.h"),
    ("src/http/stream/hub.cc", "src/engine/engine.h"),
    ("src/store/memory/rows.cc", "src/store/store.h"),
    ("src/store/embedded/store.cc", "src/store/embedded/files/file.h"),
])
def test_an_include_of_the_same_name_or_a_lower_line_is_allowed(where, included):
    assert list(rules.upwards(where, included)) == []


@pytest.mark.parametrize("where, included, names", [
    ("src/http/stream/hub.cc", "src/http/connection/deadlines.h", "stream may not include connection"),
    ("src/http/request.h", "src/http/stream/hub.h", "request may not include stream"),
    ("src/http/connection/io.cc", "src/http/endpoints/all.h", "connection may not include endpoints"),
    ("src/store/store.h", "src/store/memory/rows.h", ". may not include memory"),
    ("src/store/embedded/files/file.cc", "src/store/embedded/store.h", "files may not include ."),
])
def test_an_include_of_the_same_line_or_a_higher_one_is_reported(where, included, names):
    (what,) = rules.upwards(where, included)
    assert what.startswith(names + ":")


def test_a_name_without_a_place_is_reported():
    (what,) = rules.upwards("src/http/new.cc", "src/http/request.h")
    assert what.startswith("'new' is not in ORDER")
