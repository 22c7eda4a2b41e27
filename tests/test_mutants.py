"""The tool of the mutants places bugs and reports correctly. Builds nothing."""

import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from mutants import __main__ as tool, results, suites, table, trial, worktree  # noqa: E402


def mutant(**changed):
    row = {"name": "a-bug", "file": "rule.cc", "text": "now <", "becomes": "now <=", "breaks": "It ends late."}
    return table.Mutant(**(row | changed))


@pytest.mark.parametrize("text, source, changed", [
    ("now <", "return now < until;", "return now <= until;"),
    ("  f(a,\n    b);\n", "f(  // why\n  a, b\n); g();", "now <= g();"),
    ("now <  // why", "now < until;", "now <= until;"),
    ("now <", "// now < until\nnow < until; /* now <\n */", "// now < until\nnow <= until; /* now <\n */"),
    ("b <", 'a("//"); b < c;', 'a("//"); now <= c;'),
    ("b <", """a(1'000); // isn't b <\nb < c""", """a(1'000); // isn't b <\nnow <= c"""),
    ("b <", 'R"x(" // )x"; b < c', 'R"x(" // )x"; now <= c'),
])
def test_comments_and_white_space_do_not_matter_to_the_place(text, source, changed):
    assert mutant(text=text, becomes="now <=").in_place(source) == changed


@pytest.mark.parametrize("text, source", [
    ("now <", "return until;"),
    ("now <", "now < a && now < b"),
    ("now <", "// now < until"),
    ('"a b"', '"ab"'),
])
def test_a_text_that_does_not_occur_once_is_refused(text, source):
    with pytest.raises(table.Unusable, match="times in rule.cc, not once"):
        mutant(text=text).in_place(source)


@pytest.mark.parametrize("wrong", [{"name": "A bug"}, {"becomes": "now <"}, {"text": " // now"}, {"breaks": "no sentence"}])
def test_an_invalid_row_is_refused(wrong):
    with pytest.raises(table.Unusable):
        table.check(mutant(**wrong))


def test_a_copy_follows_the_tree_and_keeps_unchanged_files(tmp_path):
    tree, copy = tmp_path / "tree", tmp_path / "copy"
    (tree / "src").mkdir(parents=True)
    (tree / "src/same.cc").write_text("same")
    (tree / "src/gone.cc").write_text("gone")
    worktree.mirror(tree, copy)
    untouched = (copy / "src/same.cc").stat().st_mtime_ns
    (tree / "src/gone.cc").unlink()
    (tree / "src/new.cc").write_text("new")
    (copy / "src/left.cc").write_text("a mutant's")
    worktree.mirror(tree, copy)
    assert sorted(path.name for path in (copy / "src").iterdir()) == ["new.cc", "same.cc"]
    assert (copy / "src/same.cc").stat().st_mtime_ns == untouched


GTEST = suites.gtest("domain_test", "domain")
SIMULATOR = next(suite for suite in suites.ALL if suite.target == "simulator")
BLACK_BOX = next(suite for suite in suites.ALL if suite.target == "onsale")
FAILED = "[ RUN      ] HoldTest.A\n[  FAILED  ] HoldTest.A (1 ms)\n[  FAILED  ] HoldTest.B (1 ms)\n"
ABORTED = "[ RUN      ] HoldTest.A\n[       OK ] HoldTest.A\n[ RUN      ] HoldTest.B\nassertion failed\n"


@pytest.mark.parametrize("suite, status, output, said", [
    (GTEST, 0, "", None),
    (GTEST, 1, FAILED, "HoldTest.A"),
    (GTEST, 1, "[  FAILED  ] Stores/ContractTest.A/1, where GetParam() = 4\n",
     "Stores/ContractTest.A/1"),
    (GTEST, -6, ABORTED, "HoldTest.B: ended with -6"),
    (GTEST, None, ABORTED, "HoldTest.B: did not end"),
    (GTEST, 127, "cannot be run", "ended with 127"),
    (SIMULATOR, 1, "seed 1\nFAILED in world 7\nworld 7: rule 1: a seat\n", "rule 1: a seat"),
    (SIMULATOR, 1, "world 7: " + "word " * 40, "word " * 17 + "word ..."),
    (BLACK_BOX, 1, "FAILED tests/test_calls.py::test_a - assert 1\n", "test_calls.py::test_a"),
    (BLACK_BOX, 1, "ERROR tests/test_calls.py::test_b\n", "test_calls.py::test_b"),
])
def test_the_first_failure_is_named(suite, status, output, said):
    assert suites.caught_by(suite, suites.Ending(status, output, 1.0)) == said


class FakeWorktree:
    """A worktree without a compiler, with given results of each suite."""

    def __init__(self, source, changed=(), catching=(), builds=True):
        self.source = source
        self.changed = changed
        self.catching = catching
        self.builds = builds
        self.seen = None
        self.shown = []

    def build(self, *_):
        self.seen = (self.source / "rule.cc").read_text()
        if not self.builds:
            raise worktree.BuildFailed("rule.cc:1: error: no")

    def is_changed(self, suite):
        return suite.name in self.changed

    def set_up(self):
        self.control = {suite.name: {"seconds": 1} for suite in suites.ALL}

    def passes_without(self, suite):
        return None

    def run_alone(self, suite, test):
        self.shown.append((suite.name, test))
        is_as_was = (self.source / "rule.cc").read_text() == "return now < until;"
        return suites.Ending(0, "", 0.1) if is_as_was else self.run(suite)

    def run(self, suite):
        return suites.Ending(1 if suite.name in self.catching else 0, FAILED, 2.0)


@pytest.fixture
def source(tmp_path):
    (tmp_path / "rule.cc").write_text("return now < until;")
    return tmp_path


EVERYTHING = [suite.name for suite in suites.ALL]


def to_all(all_suites):
    return lambda tree, verdict: trial.show_to_all(tree, all_suites, verdict)


@pytest.mark.parametrize("catching, show, caught", [
    (EVERYTHING[1:], to_all(False), EVERYTHING[1:2]),  # the first suite that fails ends the trial
    (EVERYTHING, to_all(True), EVERYTHING),
    ([], to_all(False), []),
    (EVERYTHING, lambda tree, verdict: trial.show_to_one(tree, GTEST, "HoldTest.A", verdict), ["domain_test"]),
    ([], lambda tree, verdict: trial.show_to_one(tree, GTEST, "HoldTest.A", verdict), []),
])
def test_a_mutant_is_shown_to_tests_and_removed(source, catching, show, caught):
    tree = FakeWorktree(source, EVERYTHING, catching)
    verdict = trial.try_on(mutant(), tree, show)
    assert tree.seen == "return now <= until;"
    assert (source / "rule.cc").read_text() == "return now < until;"
    assert [name for name, _ in verdict.caught] == caught
    assert verdict.survived == (not caught)


@pytest.mark.parametrize("bug, tree, why", [
    ({}, {}, "no program changes"),
    ({}, {"builds": False}, "error: no"),
    ({"text": "then"}, {}, "occurs 0 times"),
    ({"file": "gone.cc"}, {}, "gone.cc does not exist"),
])
def test_an_invalid_mutant_is_neither_caught_nor_survived(source, bug, tree, why):
    verdict = trial.try_on(mutant(**bug), FakeWorktree(source, **tree), to_all(False))
    assert why in verdict.invalid
    assert not verdict.caught and not verdict.survived
    assert (source / "rule.cc").read_text() == "return now < until;"


def test_a_run_shows_each_mutant_first_to_the_test_that_noticed_it(source, capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(tool, "VERDICTS", tmp_path / "verdicts.jsonl")
    tree = FakeWorktree(source, EVERYTHING, ["domain_test"])
    bugs = [mutant(name="renamed", text="then"), mutant(name="known"), mutant(name="new")]
    text = "| known | It ends late. | `domain_test`: HoldTest.A, crashed |\n| gone | x | `domain_test`: HoldTest.B |\n"
    verdicts = tool.hunt(bugs, [tree], results.read(text), all_suites=False)
    assert not tool.report(verdicts)
    said = capsys.readouterr().out
    assert "2 of 3 mutants were caught" in said
    assert "  renamed: its text occurs 0 times in rule.cc, not once\n" in said
    assert {v.mutant.name: v.caught for v in verdicts} == {
        "renamed": [], "known": [("domain_test", "HoldTest.A")], "new": [("domain_test", "HoldTest.A")]}
    assert tree.shown[:2] == [("domain_test", "HoldTest.A")] * 2
    # What an interrupted run has tried is known to the next one.
    assert {v.mutant.name: [*map(tuple, v.caught)] for v in tool.told(bugs[1:])} == {
        "known": [("domain_test", "HoldTest.A")], "new": [("domain_test", "HoldTest.A")]}


def test_a_seed_chooses_the_same_sample_again():
    mutants = [mutant(name=f"bug-{i}") for i in range(100)]
    sample = tool.sampled(mutants, 10, seed=7)
    assert sample == tool.sampled(mutants, 10, seed=7) == sorted(sample, key=mutants.index)
    assert len(sample) == 10 and sample != tool.sampled(mutants, 10, seed=8)
    assert tool.sampled(mutants, 200, seed=7) == mutants
