"""Tries one mutant: applies it, builds, runs the suites, removes it."""

import dataclasses
import time

from mutants import suites, table, worktree

NO_CHANGE = "no program changes"


@dataclasses.dataclass
class Verdict:
    mutant: table.Mutant
    caught: list       # (suite, first failing test), in the order of the suites
    invalid: str = ""  # does not apply or compile, or changes no program

    @property
    def survived(self):
        return not self.caught and not self.invalid


def try_on(mutant, tree, show):
    """Puts the mutant in, calls show(tree, verdict), which adds the tests that notice it, and takes it out."""
    verdict = Verdict(mutant, [])
    path = tree.source / mutant.file
    try:
        original = mutant.source(tree.source)
        changed = mutant.in_place(original)
    except table.Unusable as wrong:
        verdict.invalid = str(wrong)
        return verdict
    try:
        path.write_text(changed)
        show(tree, verdict)
    except worktree.BuildFailed as wrong:
        verdict.invalid = str(wrong)
    finally:
        path.write_text(original)
    return verdict


def show_to_all(tree, all_suites, verdict, shown_to=suites.ALL, note=lambda mutant, what, seconds: None):
    """Shows the mutant to every suite, up to the first that notices it unless `all_suites`. note(mutant, "build" or "test", seconds) is
    called after each."""
    changed = False
    for suite in shown_to:
        begun = time.monotonic()
        try:
            tree.build(suite.target)
        finally:
            note(verdict.mutant, "build", time.monotonic() - begun)
        # A test program identical to the one without the mutant cannot detect the mutant.
        if not tree.is_changed(suite):
            continue
        changed = True
        ending = tree.run(suite)
        note(verdict.mutant, "test", ending.seconds)
        if test := suites.caught_by(suite, ending):
            verdict.caught.append((suite.name, test))
            if not all_suites:
                return
    if not changed:
        verdict.invalid = NO_CHANGE


def show_to_one(tree, suite, test, verdict):
    """Shows the mutant to one test of a suite."""
    tree.build(suite.target)
    if tree.is_changed(suite) and suites.caught_by(suite, tree.run_alone(suite, test)):
        verdict.caught.append((suite.name, test))
