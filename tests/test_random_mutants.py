"""The random mutants: what is changed, what never is, and that a seed names the draw. Builds nothing."""

import json
import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from mutants import draw, judge, sites, suites, table, trial  # noqa: E402


def mutants_of(body):
    """(kind, text, becomes) of each mutant of a function with this body."""
    source = "void F() {\n" + body + "\n}\n"
    return [(site.kind, source[site.start:site.end], site.becomes) for site in sites.sites(source)]


@pytest.mark.parametrize("body, mutant", [
    ("  rows.Put(seat);", ("statement-deleted", "rows.Put(seat);", "{}")),
    ("  rows.Put(\n      seat);", ("statement-deleted", "rows.Put(\n      seat);", "{}\n")),
    ("  Run([&] {\n    g();\n  });", ("statement-deleted", "g();", "{}")),
    ("  ++count;", ("step-dropped", "++count;", "{}")),
    ("  kept -= bytes;", ("step-dropped", "kept -= bytes;", "{}")),
    ("  due_ = base::Time{};", ("reset-dropped", "due_ = base::Time{};", "{}")),
    ("  list.clear();", ("reset-dropped", "list.clear();", "{}")),
    ("  if (a) return b;\n  g();", ("exit-removed", "return b;", "{}")),
    ("  for (int i : all) {\n    if (i) {\n      g();\n      continue;\n    }\n  }", ("exit-removed", "continue;", "{}")),
    ("  h(now < end);", ("comparison", "<", "<=")),
    ("  h(now >= end);", ("comparison", ">=", ">")),
    ("  h(a == b);", ("comparison", "==", "!=")),
    ("  h(a && b.c(d, e) && f);", ("connective", "a && b.c(d, e)", "(a || b.c(d, e))")),
    ("  return a || c == '\"';", ("connective", "a || c == '\"'", "(a && c == '\"')")),
    ("  return a && b;", ("operand-dropped", "a && b", "a")),
    ("  return a && b;", ("operand-dropped", "a && b", "b")),
    ("  if (auto x = f(); x > 0) g();", ("condition-negated", "x > 0", "!(x > 0)")),
    ("  if (a.empty()) g();", ("condition-dropped", "a.empty()", "(a.empty()) || true")),
    ("  h(i + 1'000);", ("constant", "1'000", "1'001")),
    ("  h(7u);", ("constant", "7u", "8u")),
])
def test_each_kind_of_mistake_is_made(body, mutant):
    assert mutant in mutants_of(body)


def test_a_bound_outside_of_a_function_is_a_constant():
    source = "namespace a {\nconstexpr std::size_t kMost = 512;\n}\n"
    assert [(site.kind, site.becomes) for site in sites.sites(source)] == [("constant", "513")]


@pytest.mark.parametrize("body", [
    "  // g(); if (a < b) return 1;",
    "  /* g();\n  ++i; */",
    '  const std::string text = "if (a < b) g(); ++i;";',
    '  constexpr auto kSql = R"sql(\n  DELETE WHERE a < 1 && b;\n  )sql";',
    "  std::vector<std::pair<int, int>> rows(all);",
    "  const Wallet* wallet = rows.Find(user);",
    "  Rows::Reader& reader{rows};",
    "  auto&& x = f();",
    "  ONSALE_ASSERT(a < b && c == 1);",
    "  static_assert(sizeof(a) == 8);",
    "  list.reserve(n);",
    "  list.reserve(64 + f(n * 240));",
    "  using enum Colour;",
    "  return b;",
    "#define G(x) x < 1 && \\\n  g(1);",
    "  switch (a) {\n    case 3: return;\n  }",
    "  const auto b = std::get<0>(a);",
])
def test_what_is_no_code_or_decides_nothing_stays(body):
    assert mutants_of(body) == []


@pytest.mark.parametrize("source", [
    '#include "a < b.h"\n#include <vector>\n',
    "class A {\n public:\n  void F(int a);\n  bool operator<(const A&) const = default;\n  int b = 0;\n};\n",
    "enum class Kind : std::uint8_t { kA = 1, kB = 2 };\n",
    "template <typename T>\nT F(T&& a);\nextern int x;\n",
    "A::A(int b) : b_{b}, c_(1) {}\n",
])
def test_declarations_stay(source):
    assert sites.sites(source) == []


def test_bodies_are_found_behind_all_heads():
    for head in ("A::A(int b) : b_{b}, c_{b} {", "auto F() -> std::vector<int> {", "int F() const noexcept {"):
        assert [site.kind for site in sites.sites(head + "\n  g(b);\n}\n")] == ["statement-deleted"]


def test_a_mutant_changes_its_own_text_and_no_line_number(tree):
    for one in draw.everything(tree):
        before = one.source(tree)
        after = one.in_place(before)
        assert after != before and after.count("\n") == before.count("\n")
        assert one.file == "src/domain/rule.cc" and before.splitlines()[one.line - 1] not in after.splitlines()
        assert draw.named(tree, one.name) == one


RULE = "bool Rule(int a, int b) {\n" + "".join(f"  if (a < {i}) return b == {i};\n" for i in range(100, 160)) + "  return a > b;\n}\n"


@pytest.fixture
def tree(tmp_path):
    for name, text in {"src/domain/rule.cc": RULE, "src/domain/rule_test.cc": "void F() { g(); }", "src/domain/sale_testing.cc": RULE,
                       "src/http/testing/client.cc": RULE, "src/base/ids.cc": RULE}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def names(tree, count, seed):
    return [(one.site.kind, one.digest) for one in draw.draw(tree, count, seed)]


def test_a_seed_names_the_draw(tree):
    first = names(tree, 20, 7)
    assert first == names(tree, 20, 7) and len(set(first)) == 20
    assert names(tree, 40, 7)[:20] == first  # a larger draw begins with the smaller one
    assert names(tree, 20, 8) != first
    assert len({one.line for one in draw.draw(tree, 61, 7)}) == 61  # one of a line
    # Lines that are new do not change those that were there.
    rule = tree / "src/domain/rule.cc"
    rule.write_text("// Another line.\n" + RULE)
    assert names(tree, 20, 7) == first


def test_nets_that_link_the_file_come_cheapest_first():
    seconds = {"domain_test": 9, "store_test": 5, "engine_test": 1, "http_test": 3}

    def shown_to(file, every=False, only=None):
        mutant = draw.Drawn(file, 1, sites.Site("comparison", 0, 1, "b"), "a", "", "")
        return [suite.name for suite in judge.nets(mutant, seconds | {suite.name: 20 for suite in suites.RANDOM[7:]}, every, only)]

    assert shown_to("src/domain/hold.cc")[:4] == ["domain_test", "engine_test", "http_test", "store_test"]
    assert set(shown_to("src/http/router.h")) == {"http_test", "app_test", "simulator, short"}
    assert shown_to("src/store/postgres/session.cc")[0] == "store_test, PostgreSQL"
    assert "store_test, PostgreSQL" not in shown_to("src/store/row_codec.h")
    assert {suite.name for suite in suites.COSTLY} < set(shown_to("src/domain/hold.cc", every=True))
    assert shown_to("src/domain/hold.cc", only=suites.RANDOM[:4]) == ["domain_test"]


class Tree:
    """A worktree without a compiler: the suites fail on every mutant that is not in `unseen`."""
    control = {}

    def __init__(self, source, unseen, test):
        self.source = source
        self.unseen = unseen
        self.test = test

    def build(self, *_):
        pass

    def is_changed(self, _):
        return True

    def run(self, _):
        text = (self.source / "src/domain/rule.cc").read_text()
        unseen = any(one.in_place(RULE) == text for one in self.unseen)
        return suites.Ending(0, "", 2.0) if unseen else suites.Ending(*self.test, 1.0)


def tried(mutants, trees, to_nets):
    return (trial.try_on(mutant, trees[0], to_nets) for mutant in mutants)


FAILS = (1, "[  FAILED  ] RuleTest.A (1 ms)\n")
HANGS = (None, "[ RUN      ] RuleTest.B\n")


def test_an_interrupted_run_goes_on_and_reports_survivors(tree, tmp_path):
    run = judge.Run(tree, tmp_path / "build", 3)
    drawn = draw.draw(tree, 6, 3)
    run.judge(run.left(6, False, False)[:2], [Tree(tree, drawn[1:2], FAILS)], tried, False)
    with run.records.path.open("a") as file:
        file.write('{"digest": "cut sh')
    with pytest.raises(table.Unusable, match="--resume"):
        run.left(6, False, False)
    left = run.left(6, True, False)
    assert left == drawn[2:]
    run.judge(left, [Tree(tree, [], HANGS)], tried, False)
    assert not run.write_report(6)
    page = run.page.read_text()
    assert "| src/domain | 6 | 0 (0.0 %) | 0 | 6 | 1 | 4 | 1 | 16.7 % |" in page
    assert f"| {drawn[1].name} |" in page and "**not looked at**" in page
    assert f"- {drawn[5].name}: `domain_test`, RuleTest.B: did not end" in page
    # A test was written: the survivor alone is judged again, and its last line counts.
    assert run.left(6, True, survivors=True) == [drawn[1]]
    run.judge([drawn[1]], [Tree(tree, [], FAILS)], tried, True)
    assert run.write_report(6)
    assert (tree / "src/domain/rule.cc").read_text() == RULE
    lines = [json.loads(line) for line in run.records.path.read_text().splitlines() if line.endswith("}")]
    assert [its["outcome"] for its in lines] == ["caught", "survived", *["hung"] * 4, "caught"]


def test_a_reason_makes_a_survivor_harmless_and_what_does_not_compile_is_not_judged():
    base = {"file": "src/http/a.cc", "kind": "comparison", "was": "a | b", "becomes": "c", "suite": None, "test": None}
    records = [base | {"name": f"m{i}", "digest": f"d{i}", "order": str(i), "outcome": outcome}
               for i, outcome in enumerate(["survived", "survived", "not-compiled", "same-program"])]
    page = judge.report(records, 5, {"d0": "Nobody sees it."}, "abc")
    assert "| src/http | 4 | 1 (25.0 %) | 1 | 2 | 0 | 0 | 2 | 100.0 % |" in page
    assert "| m0 | `a \\| b` | `c` | Nobody sees it. |" in page
    assert "1 of them change nothing that matters, 1 (50.0 %)" in page
