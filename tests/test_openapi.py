"""The served API description: valid, and every operation and problem of it exists.

src/http/endpoints/openapi_test.cc compares it with the code.
"""

import re

import jsonschema
import pytest

PROBLEM_CODE = re.compile(r"^[a-z]+(-[a-z]+)*$")


@pytest.fixture(scope="module")
def document(house):
    return house.contract.document


def test_document_is_openapi_3_1(document):
    assert re.fullmatch(r"3\.1\.\d+", document["openapi"])
    assert {"title", "version"} <= set(document["info"])


def objects(part):
    """Every object in a JSON value."""
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    if isinstance(part, list):
        for below in part:
            yield from objects(below)


def test_every_schema_is_a_schema(document):
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_operation_is_answered(house):
    for method, path, _ in house.contract.operations():
        target = re.sub(r"\{[^}]+\}", "x", path)
        answer = house.client.request(method, target)
        assert answer.status != 405, f"{method} {path} is documented, but does not exist"
        assert answer.status != 404 or answer.code != "not-found" or "/problems/" in path, \
            f"{method} {path} is documented, but does not exist"


def codes(document):
    """Every problem code in the document."""
    return {value for part in objects(document)
            for value in part.get("properties", {}).get("code", {}).get("enum", [])}


def test_every_problem_code_has_a_page(house, document):
    assert codes(document), "the document names no problem codes"
    for code in sorted(codes(document)):
        assert PROBLEM_CODE.match(code)
        page = house.client.get(f"/problems/{code}")
        assert page.status == 200
        assert code in page.body.decode()
