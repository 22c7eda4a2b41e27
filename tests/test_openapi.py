"""The served API description is valid, and every problem that it names has a page.

src/http/endpoints/openapi_test.cc compares it with the code; every other test checks responses
against it.
"""

import re

import jsonschema
import pytest

from harness import codings


def codes(part):
    """Every problem code in a part of the document."""
    if isinstance(part, dict):
        yield from part.get("properties", {}).get("code", {}).get("enum", [])
        part = list(part.values())
    if isinstance(part, list):
        for below in part:
            yield from codes(below)


def test_every_schema_is_a_schema(house):
    document = house.contract.document
    assert re.fullmatch(r"3\.1\.\d+", document["openapi"])
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_problem_code_has_a_page(house):
    named = set(codes(house.contract.document))
    assert len(named) > 20, "the document names few problem codes"
    for code in named:
        page = house.client.get(f"/problems/{code}")
        assert page.status == 200 and code in page.body.decode(), code


def test_every_problem_code_has_texts_for_a_front_end(house):
    answer = house.client.get("/problems.json")
    listed = answer.json()["problems"]
    assert {problem["code"] for problem in listed} == set(codes(house.contract.document))
    assert all(problem["texts"][language]["buyer"] for problem in listed for language in ("en", "ko"))
    again = house.client.get("/problems.json", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("path", ["/openapi.json", "/problems.json"])
def test_a_description_is_sent_compressed_to_those_who_accept_that(house, path):
    plain, *others = (house.client.get(path, headers={"Accept-Encoding": coding}) for coding in ("identity", "gzip", "br"))
    assert "content-encoding" not in plain.headers and plain.headers["vary"] == "Accept-Encoding"
    for coding, packed in zip(("gzip", "br"), others):
        assert packed.headers["content-encoding"] == coding and packed.headers["vary"] == "Accept-Encoding"
        assert codings.decoded(packed.body, coding) == plain.body and len(packed.body) * 4 < len(plain.body)
    assert len({answer.headers["etag"] for answer in (plain, *others)}) == 3


def test_a_browser_gets_a_page_for_an_unknown_code(house):
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "ko"}
    page = house.client.get("/problems/nope", headers=browser)
    assert page.status == 404 and page.headers["content-type"].startswith("text/html")
    assert "알 수 없는 오류 코드" in page.body.decode()
    assert house.client.get("/problems/nope").json()["code"] == "not-found"
