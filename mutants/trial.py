"""Tries one mutant: applies it, builds, runs the suites, removes it."""

import dataclasses

from mutants import suites, table, worktree


@dataclasses.dataclass
class Verdict:
    mutant: table.Mutant
    caught: list          # (suite, first failing test), in the order of the suites
    seconds: float = 0.0  # test time until the first failure
    invalid: str = ""  # does not apply or compile, or changes no program

    @property
    def survived(self):
        return not self.caught and not self.invalid


def try_on(mutant, tree, all_suites):
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
        show(tree, all_suites, verdict)
    except worktree.BuildFailed as wrong:
        verdict.invalid = str(wrong)
    finally:
        path.write_text(original)
    return verdict


def show(tree, all_suites, verdict):
    changed = False
    for suite in suites.ALL:
        tree.build(suite.target)
        # A test program identical to the one without the mutant cannot detect the mutant.
        if not tree.is_changed(suite):
            continue
        changed = True
        ending = tree.run(suite)
        if not verdict.caught:
            verdict.seconds += ending.seconds
        if test := suites.caught_by(suite, ending):
            verdict.caught.append((suite.name, test))
            if not all_suites:
                return
    if not changed:
        verdict.invalid = "no program changes"
