"""The tables of docs/keys.md and docs/keys.ko.md name the calls of each scope as openapi.json does. Builds nothing."""

import collections
import json
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent


def calls_of_scopes():
    paths = json.loads((ROOT / "src/http/openapi.json").read_text())["paths"]
    calls = collections.defaultdict(list)
    for operation in (one for item in paths.values() for one in item.values() if "operationId" in one):
        for scheme in operation.get("security", []):
            for scope in scheme.get("AccessKey", []):
                calls[scope].append(operation["operationId"])
    return calls


@pytest.mark.parametrize("name", ["keys.md", "keys.ko.md"])
def test_every_call_stands_in_the_row_of_its_scope(name):
    rows = re.findall(r"^\| `([a-z:-]+)` \|[^|]*\|([^|]*)\|$", (ROOT / "docs" / name).read_text(), re.MULTILINE)
    assert {scope: re.findall(r"`(\w+)`", calls) for scope, calls in rows if calls.strip()} == calls_of_scopes()
