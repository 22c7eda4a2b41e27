"""./dev mutants: puts each deliberate bug of mutants/table/ into a copy of the tree and says which test noticed it."""

import argparse
import os
import pathlib
import random
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from harness import postgres  # noqa: E402

from mutants import suites, table, trial, worktree  # noqa: E402

FOLDER = ROOT / "build/mutants"
HEAD = "| mutant | what it breaks | caught by | seconds |\n|---|---|---|---|\n"


def parse():
    parser = argparse.ArgumentParser(prog="./dev mutants", description=__doc__)
    parser.add_argument("name", nargs="*", help="only these mutants, or those of a file of mutants/table/")
    parser.add_argument("--all-suites", action="store_true", help="run all suites for each mutant, not only up to the first failure")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="jobs of the compiler and of the simulator")
    parser.add_argument("--list", action="store_true",
                        help="only list the mutants, and name those that do not fit the sources")
    parser.add_argument("--sample", type=int, metavar="N", help="only N of the mutants")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000),
                        help="chooses the sample; without it each run chooses another one")
    options = parser.parse_args()
    if options.sample is not None and options.sample < 1:
        parser.error("--sample must be at least 1")
    return options


def chosen(mutants, names):
    if not names:
        return mutants
    of_files = {path.stem: {m.name for m in table.read_file(path)} for path in table.FOLDER.glob("*.toml")}
    wanted = set()
    for name in names:
        known = of_files.get(name, {name} & {mutant.name for mutant in mutants})
        if not known:
            raise table.Unusable(f"there is no mutant '{name}'")
        wanted |= known
    return [mutant for mutant in mutants if mutant.name in wanted]


def sampled(mutants, count, seed):
    """So many of the mutants, chosen by the seed, in the order of the table."""
    kept = random.Random(seed).sample(range(len(mutants)), min(count, len(mutants)))
    return [mutants[i] for i in sorted(kept)]


def control(tree):
    """False, after printing the failure, if a suite fails without a mutant."""
    tree.build(*{suite.target: None for suite in suites.ALL})
    for suite in suites.ALL:
        if wrong := tree.passes_without(suite):
            print(f"{suite.name} fails without a mutant: {wrong}")
            return False
        print(f"  without a mutant: {suite.name:<28} {tree.control[suite.name]['seconds']:8.1f} s", flush=True)
    return True


def row(verdict):
    if verdict.invalid:
        noticed = f"**invalid**: {verdict.invalid}"
    elif verdict.survived:
        noticed = "**nobody**"
    else:
        noticed = "<br>".join(f"{suite}: {test}" for suite, test in verdict.caught)
    noticed = noticed.replace("|", "\\|")
    return f"| {verdict.mutant.name} | {verdict.mutant.breaks} | {noticed} | {verdict.seconds:.2f} |\n"


def hunt(mutants, tree, all_suites):
    """Tries each mutant; true if all were noticed."""
    verdicts = []
    with (FOLDER / "report.md").open("w") as report:
        report.write(HEAD)
        for mutant in mutants:
            verdict = trial.try_on(mutant, tree, all_suites)
            verdicts.append(verdict)
            report.write(row(verdict))
            report.flush()
            noticed = verdict.invalid or "; ".join(f"{suite}: {test}" for suite, test in verdict.caught) or "NOBODY"
            print(f"  {mutant.name:<36} {verdict.seconds:7.2f} s  {noticed}", flush=True)
    missed = [verdict for verdict in verdicts if not verdict.caught]
    caught = len(verdicts) - len(missed)
    print(f"{caught} of {len(verdicts)} mutants were caught, see {FOLDER / 'report.md'}")
    for verdict in missed:
        print(f"  {verdict.mutant.name}: {verdict.invalid or 'no test noticed it'}")
    return not missed


def main():
    options = parse()
    try:
        mutants = chosen(table.read(), options.name)
    except table.Unusable as wrong:
        print(wrong, file=sys.stderr)
        return 2
    if options.sample:
        mutants = sampled(mutants, options.sample, options.seed)
        print(f"{len(mutants)} mutants chosen by --seed {options.seed}")
    if options.list:
        for mutant in mutants:
            print(f"{mutant.name:<36} {mutant.breaks}")
    misfits = [wrong for mutant in mutants if (wrong := table.misfit(mutant, ROOT))]
    fitting = len(mutants) - len(misfits)
    print(*misfits, f"{fitting} of {len(mutants)} mutants fit the sources", sep="\n", flush=True)
    if options.list:
        return 1 if misfits else 0
    # One PostgreSQL server for all tests; it ends with this program.
    os.environ[postgres.VARIABLE] = postgres.shared_url()
    tree = worktree.Worktree(ROOT, FOLDER, options.jobs)
    try:
        tree.set_up()
        good = control(tree)
    except worktree.BuildFailed as wrong:
        print(f"the tree does not build without a mutant: {wrong}", file=sys.stderr)
        return 2
    return 0 if good and hunt(mutants, tree, options.all_suites) else 1


if __name__ == "__main__":
    sys.exit(main())
