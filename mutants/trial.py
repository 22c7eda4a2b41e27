"""Tries one mutant: applies it, builds, runs the suites, removes it."""

import dataclasses

from mutants import nets, table, workshop


@dataclasses.dataclass
class Verdict:
    mutant: table.Mutant
    caught: list          # (suite, first failing test), in the order of the suites
    seconds: float = 0.0  # of tests until the first failure
    invalid: str = ""     # does not apply or compile, or changes no program

    @property
    def survived(self):
        return not self.caught and not self.invalid


def try_on(mutant, shop, all_nets):
    verdict = Verdict(mutant, [])
    path = shop.source / mutant.file
    original = path.read_text()
    try:
        path.write_text(mutant.in_place(original))
        show(shop, all_nets, verdict)
    except (table.Unusable, workshop.BuildFailed) as wrong:
        verdict.invalid = str(wrong)
    finally:
        path.write_text(original)
    return verdict


def show(shop, all_nets, verdict):
    changed = False
    for net in nets.ALL:
        shop.build(net.target)
        # A program identical to the one without the bug cannot notice it.
        if not shop.is_changed(net):
            continue
        changed = True
        ending = shop.run(net)
        if not verdict.caught:
            verdict.seconds += ending.seconds
        if test := nets.caught_by(net, ending):
            verdict.caught.append((net.name, test))
            if not all_nets:
                return
    if not changed:
        verdict.invalid = "no program changes"
