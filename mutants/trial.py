"""One mutant at a time: put in, built, shown to the nets, taken out."""

import dataclasses

from mutants import nets, table, workshop


@dataclasses.dataclass
class Verdict:
    mutant: table.Mutant
    caught: list          # (net's name, first failing test), in the order of the nets
    seconds: float = 0.0  # of tests until the first of them noticed
    invalid: str = ""     # why it is no mutant: does not apply or compile, or changes no program

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
        # The same program as without the bug, down to the last byte: it cannot notice anything.
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
