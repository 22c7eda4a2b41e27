"""docs/catalog.schema.json and `onsale catalog check` accept the same files."""

import copy
import json
import unicodedata

import jsonschema
import pytest

from harness import server as servers

SCHEMA = servers.ROOT / "docs" / "catalog.schema.json"

# Parts of the complaints that only the server makes: how parts of a file fit together, which a
# schema cannot express.
ONLY_THE_CHECK = (
    "which is not ", "the id of another ", "the label of another ", "the id given at ",
    "the number of another place",
    "has no price for category", "a category that the chart lacks", "has the numbers",
    "makes the last seat number", "at the position of seat", "is not before the sale closes",
    "but the currency of the sale is", "has the offset ",
)

# A catalogue with every member, so that every rule of the schema applies.
WHOLE = {
    "currency": "KRW",
    "rooms": [{"id": "side", "capacity": 5, "waitingMax": 9, "activeTime": "10m", "holdTime": "5m",
               "mode": "draw", "claimTime": "30s", "entryPerMinute": 600, "entryBurst": 5,
               "opensAt": "2030-04-01T20:00:00+09:00"}],
    "charts": [{
        "id": "hall", "name": "Hall",
        "categories": [{"id": "gold", "name": "Gold", "color": "#d4a017"}],
        "sections": [{
            "id": "A", "category": "gold", "firstNumber": 1, "origin": [0, 300], "facing": 0,
            "seatSpacing": 50, "rowSpacing": 80, "rank": 50,
            "rows": [{"labels": ["1", "2"], "seats": 3, "offset": 0, "firstSeat": 1, "step": 2,
                      "direction": "right-to-left", "gaps": [3], "rank": 40,
                      "access": [{"seat": 1, "kind": "wheelchair", "companion": 5},
                                 {"seat": 7, "kind": "step-free"}]},
                     {"labels": ["1", "2"], "seats": 2, "offset": 600, "continues": True, "firstSeat": 12}],
        }],
    }],
    "concerts": [{
        "id": "one", "title": "One", "artist": "Band", "venue": "Hall",
        "timeZone": "Asia/Seoul", "room": "side", "maxSeatsPerUser": 4, "maxSeatsPerConcert": 6,
        "shows": [{
            "id": "one-1", "startsAt": "2030-05-01T19:00:00+09:00",
            "presale": {"group": "fan-club", "until": "2026-02-01T00:00:00Z"},
            "saleOpensAt": "2026-01-01T00:00:00Z", "saleClosesAt": "2030-05-01T18:00:00+09:00",
            "orphans": "refuse", "accessiblePlaces": "access-claim",
            "chart": "hall", "prices": {"gold": 90000},
        }],
    }],
}

INSTEAD = [None, True, {}, [], "", " x", "x ", "X_", "-x", "a" * 65, "a" * 101, "a" * 201, "\u0007",
           "#12345", "#gggggg", "2030-05-01", "5 m", -1, 0, 19, 1.5, 51, 181, 501, 1001, 10**6, 10**7 + 1,
           10**9 + 1, 10**12 + 1, 10**20, [1], [1, 2, 3], [0, "0"], [0, 100001], ["가", "나"], ["a-b"],
           "\u200b", "A\u200bB", "\u3164", "1\u202e2", "\u3000x", "x\u3000", "É", "E\u0301", "ㄱ",
           "甲", "Block A", "101-A", "a  b", "A-", "right-to-left", "wheelchair", "companion", "step-free",
           "avoid", "allow", "anybody",
           # Regression: decomposed texts were too long for the schema, and it took a dot and a tag.
           *(unicodedata.normalize("NFD", "한") * length for length in (16, 17, 100, 200, 201)), "a" * 17,
           "A·B", "A\U000E0041", "\U0001F3F4\U000E0067\U000E0062\U000E007F", "葛\U000E0100", "A\U000E0100"]


def places(value, path=()):
    """The path of every value in the document."""
    yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from places(child, path + (key,))


def at(document, path):
    for key in path:
        document = document[key]
    return document


def variants():
    """(name, document): the complete file with one change."""
    yield "unchanged", WHOLE
    for path in places(WHOLE):
        if isinstance(at(WHOLE, path), dict):
            extended = copy.deepcopy(WHOLE)
            at(extended, path)["unexpected"] = "x"
            yield f"{path} with an unknown member", extended
        if not path:
            continue
        without = copy.deepcopy(WHOLE)
        del at(without, path[:-1])[path[-1]]
        yield f"{path} removed", without
        for value in INSTEAD:
            changed = copy.deepcopy(WHOLE)
            at(changed, path[:-1])[path[-1]] = value
            yield f"{path} = {value!r}", changed


def check(files):
    run = servers.run("catalog", "check", *files)
    assert run.returncode in (0, 1), run.stderr
    return run


def complaints(files):
    """The complaints of the check about each file, without those that only it can make."""
    said = {str(file): [] for file in files}
    for line in check(files).stderr.splitlines()[:-1]:
        if not any(part in line for part in ONLY_THE_CHECK):
            said[line.split(":", 1)[0]].append(line)
    return said


@pytest.fixture(scope="module")
def validator():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_schema_and_the_check_refuse_the_same_files(validator, tmp_path):
    cases = list(variants())
    files = []
    for number, (_, document) in enumerate(cases):
        files.append(tmp_path / f"{number}.json")
        files[-1].write_text(json.dumps(document), encoding="utf-8")
    said = complaints(files)
    differences = []
    for file, (name, document) in zip(files, cases):
        fits = validator.is_valid(document)
        if fits != (not said[str(file)]):
            differences.append(f"{name}: schema {'accepts' if fits else 'refuses'}, check says {said[str(file)]}")
    assert len(cases) > 1000
    assert not differences, "\n".join(differences)


@pytest.mark.parametrize("name", ["reference.json", "arena.json"])
def test_the_samples_pass_both(validator, name):
    file = servers.ROOT / "catalog" / name
    validator.validate(json.loads(file.read_text(encoding="utf-8")))
    assert check([file]).returncode == 0
