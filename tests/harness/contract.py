"""Checks every response of a test against the served OpenAPI document."""

import re

import jsonschema

METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
PROBLEM = "application/problem+json"


def without_further_members(schema):
    """The schema, without the members that it allows for later versions: today's answers have exactly those that it names."""
    if isinstance(schema, list):
        return [without_further_members(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {name: without_further_members(value) for name, value in schema.items()}
    if strict.get("type") == "object" and "properties" in strict:
        strict["additionalProperties"] = False
    return strict


class Contract:
    def __init__(self, document):
        schemas = without_further_members(document["components"]["schemas"])
        document = {**document, "components": {**document["components"], "schemas": schemas}}
        self.document = document
        self._resolver = jsonschema.RefResolver("", document)
        self._validators = {}
        # Path templates with the fewest parameters first, so that /tokens/me does not match
        # /tokens/{id}.
        self._paths = sorted(document["paths"], key=lambda path: path.count("{"))

    def template(self, target):
        path = target.split("?")[0]
        for template in self._paths:
            if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", template), path):
                return template
        return None

    def check(self, method, target, response):
        """Fails unless the document describes this response."""
        what = f"{method} {target} -> {response.status}"
        # Only a page may take the place of a problem, and only where the document says so (below).
        if response.status >= 400 and not response.headers.get("content-type", "").startswith("text/html"):
            self.check_problem(what, response)
        template = self.template(target)
        if template is None:
            assert response.status == 404, f"{what}: no such path in /openapi.json"
            return
        operation = self.document["paths"][template].get(method.lower())
        if operation is None:
            assert response.status == 405 or method == "HEAD", f"{what}: no such method"
            return
        described = self.resolve(self._described(operation, response.status, what))
        self._check_body(what, described, response)

    def _described(self, operation, status, what):
        responses = operation["responses"]
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in responses:
                return responses[key]
        raise AssertionError(f"{what}: this status is not in /openapi.json")

    def _check_body(self, what, described, response):
        content = described.get("content")
        if not content:
            assert response.body == b"", f"{what}: /openapi.json defines no body"
            return
        media = response.headers.get("content-type", "").split(";")[0]
        assert media in content, f"{what}: {media!r} is not in /openapi.json"
        if media.endswith("json"):
            schema = content[media]["schema"]
            for error in self._validator(schema).iter_errors(response.json()):
                raise AssertionError(f"{what}: {error.json_path}: {error.message}")

    def check_event(self, target, name, data):
        """Fails unless the document describes this event of the stream."""
        operation = self.document["paths"][self.template(target)]["get"]
        described = operation["responses"]["200"]["content"]["text/event-stream"]["x-event"]
        events = [event["properties"] for event in self.resolve(described)["oneOf"]]
        schemas = [event["data"] for event in events if event["event"]["enum"] == [name]]
        assert len(schemas) == 1, f"{target}: the event {name} is not in /openapi.json"
        for error in self._validator(schemas[0]).iter_errors(data):
            raise AssertionError(f"{target}: {name}: {error.json_path}: {error.message}")

    def check_problem(self, what, response):
        assert response.headers.get("content-type") == PROBLEM, f"{what}: not a problem document"
        problem = response.json()
        for member in ("type", "title", "status", "detail", "instance", "code"):
            assert member in problem, f"{what}: the problem has no {member}"
        assert problem["status"] == response.status, f"{what}: says {problem['status']}"
        assert problem["type"] == "/problems/" + problem["code"], f"{what}: {problem['type']}"

    def resolve(self, part):
        while "$ref" in part:
            part = self._resolver.resolve(part["$ref"])[1]
        return part

    def _validator(self, schema):
        key = id(schema)
        if key not in self._validators:
            self._validators[key] = jsonschema.Draft202012Validator(
                schema, resolver=self._resolver,
                format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
        return self._validators[key]

    def operations(self):
        """(METHOD, path template, operation) of every documented operation."""
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    yield method.upper(), path, item[method]
