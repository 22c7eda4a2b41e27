"""The served API description: valid, complete, and correct."""

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


def test_every_operation_has_a_unique_name(house):
    names = [operation["operationId"] for _, _, operation in house.contract.operations()]
    assert sorted(names) == sorted(set(names))


def test_every_operation_describes_its_responses(house):
    for method, path, operation in house.contract.operations():
        assert operation.get("summary"), f"{method} {path} has no summary"
        for status, response in operation["responses"].items():
            assert house.contract.resolve(response)["description"], f"{method} {path} {status}"


def test_every_path_parameter_is_described(house):
    for method, path, operation in house.contract.operations():
        item = house.contract.document["paths"][path]
        described = {house.contract.resolve(parameter)["name"] for parameter in
                     item.get("parameters", []) + operation.get("parameters", [])}
        assert set(re.findall(r"\{([^}]+)\}", path)) <= described, f"{method} {path}"


def objects(part):
    """Every object in a JSON value."""
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    if isinstance(part, list):
        for below in part:
            yield from objects(below)


def test_every_reference_has_a_target(house, document):
    for part in objects(document):
        if isinstance(part.get("$ref"), str):
            house.contract.resolve(part)


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


def test_the_seven_calls_are_described(document):
    expected = {"/v1/queue/tokens": {"post"}, "/v1/queue/tokens/me": {"get", "delete"},
                "/v1/concerts": {"get"}, "/v1/concerts/{concertId}/dates": {"get"},
                "/v1/shows/{showId}/seats": {"get"}, "/v1/shows/{showId}/chart": {"get"},
                "/v1/reservations": {"get", "post"},
                "/v1/reservations/{reservationId}": {"get", "delete"},
                "/v1/users/{userId}/balance": {"get"},
                "/v1/users/{userId}/balance/charges": {"post"},
                "/v1/users/{userId}/ledger": {"get"}, "/v1/payments": {"post"}}
    for path, methods in expected.items():
        assert methods <= set(document["paths"].get(path, {})), path


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


def test_problem_pages_exist_in_korean(house):
    page = house.client.get("/problems/seat-unavailable", headers={"Accept-Language": "ko"})
    assert re.search("[가-힣]", page.body.decode())


def test_type_of_a_real_problem_opens_its_page(house):
    problem = house.client.get("/v1/reservations").json()
    assert house.client.get(problem["type"]).status == 200
