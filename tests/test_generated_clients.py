"""Generators make clients from the API's description which compile without a complaint."""

import re

from harness import typescript

STRICT = ("--strict", "--noUncheckedIndexedAccess", "--noImplicitOverride", "--noImplicitReturns", "--noEmit",
          "--target", "ES2022", "--module", "NodeNext", "--lib", "ES2022,DOM,DOM.Iterable")


def test_openapi_typescript_makes_types_without_holes():
    # The package's build has made them, and has compiled what uses them more strictly than STRICT.
    lines = (typescript.package() / "dist/openapi.d.ts").read_text().splitlines()
    holes = [line for line in lines if re.search(r"(?<![-\w\"])(unknown|any)\b", line.split("*")[0])
             and "[name: string]: unknown" not in line]
    assert len(lines) > 2000 and not holes, holes


def test_swagger_typescript_api_makes_a_client_that_compiles():
    folder = typescript.package()
    typescript.tool("swagger-typescript-api", "-p", typescript.BUILD / "src/http/openapi.json",
                    "-o", folder / "generated", "-n", "api.ts")
    assert "issueQueueToken" in (folder / "generated/api.ts").read_text()
    typescript.tool("tsc", *STRICT, folder / "generated/api.ts")
