"""./dev mutants: puts each deliberate bug of mutants/table/ into a copy of the tree and says which test noticed it."""

import argparse
import concurrent.futures
import json
import os
import pathlib
import queue
import random
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from harness import postgres  # noqa: E402

from mutants import judge, results, suites, table, trial, worktree  # noqa: E402

FOLDER = ROOT / "build/mutants"
RESULTS = ROOT / "mutants/results.md"
VERDICTS = FOLDER / "verdicts.jsonl"  # of this run so far: name, who noticed it, why it is invalid


def named_suites(names):
    by_name = {suite.name: suite for suite in suites.RANDOM}
    wanted = re.split(r",(?! )", names)  # some names have a comma and a space
    if wrong := [name for name in wanted if name not in by_name]:
        raise argparse.ArgumentTypeError(f"there is no suite {wrong[0]!r}")
    return tuple(by_name[name] for name in wanted)


def parse():
    parser = argparse.ArgumentParser(prog="./dev mutants", description=__doc__)
    parser.add_argument("name", nargs="*", help="only these mutants, or those of a file of mutants/table/")
    parser.add_argument("--all-suites", action="store_true", help="run all suites for each mutant, not only up to the first failure")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="mutants at the same time, and jobs of the simulator")
    parser.add_argument("--list", action="store_true",
                        help="only list the mutants, and name those that do not fit the sources")
    parser.add_argument("--resume", action="store_true",
                        help="continue the run that was interrupted: leave out the mutants that it has tried")
    parser.add_argument("--sample", type=int, metavar="N", help="only N of the mutants")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000),
                        help="chooses the sample, or the random mutants; without it each run chooses others")
    parser.add_argument("--suites", type=named_suites, metavar="NAME,...",
                        help="only these suites: " + ", ".join(f"'{suite.name}'" for suite in suites.RANDOM))
    parser.add_argument("--random", type=int, metavar="N", help="instead of the table: N mutants drawn over the sources")
    parser.add_argument("--survivors", action="store_true",
                        help="of the random mutants only those that survived, by all suites: after tests were written")
    parser.add_argument("--report", action="store_true", help="write the report of the random mutants anew, and try none")
    parser.add_argument("--show", metavar="ID", help="print a random mutant as a diff; ID is its name, or the end of it")
    options = parser.parse_args()
    if options.sample is not None and options.sample < 1:
        parser.error("--sample must be at least 1")
    if wrong := judge.misuse(options):
        parser.error(wrong)
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


def control(tree, of=suites.ALL):
    """False, after printing the failure, if a suite fails without a mutant."""
    for suite in of:
        if wrong := tree.passes_without(suite):
            print(f"{suite.name} fails without a mutant: {wrong}")
            return False
        print(f"  without a mutant: {suite.name:<28} {tree.control[suite.name]['seconds']:8.1f} s", flush=True)
    return True


def tried(mutants, trees, show):
    """The verdicts of mutants, as they are ready, each shown by show(tree, verdict); every tree has one at a time."""
    free = queue.SimpleQueue()
    for tree in trees:
        free.put(tree)

    def try_one(mutant):
        tree = free.get()
        try:
            return trial.try_on(mutant, tree, show)
        finally:
            free.put(tree)

    pool = concurrent.futures.ThreadPoolExecutor(len(trees))
    try:
        for ended in concurrent.futures.as_completed([pool.submit(try_one, mutant) for mutant in mutants]):
            yield ended.result()
    finally:
        pool.shutdown(cancel_futures=True)


def tell(verdict):
    """Prints what noticed the mutant, and keeps it for --resume."""
    noticed = verdict.invalid or "; ".join(f"{suite}: {test}" for suite, test in verdict.caught) or "NOBODY"
    print(f"  {verdict.mutant.name:<36} {noticed}", flush=True)
    with VERDICTS.open("a") as file:
        file.write(json.dumps([verdict.mutant.name, verdict.caught, verdict.invalid]) + "\n")


def told(mutants):
    """The verdicts of these mutants that an interrupted run has kept."""
    by_name = {mutant.name: mutant for mutant in mutants}
    lines = VERDICTS.read_text().splitlines() if VERDICTS.exists() else []
    return [trial.Verdict(by_name[name], caught, invalid)
            for name, caught, invalid in map(json.loads, lines) if name in by_name]


def passing(known, tree):
    """Those of the known tests that exist and pass without a mutant."""
    good = {of: suites.caught_by(of[0], tree.run_alone(*of)) is None for of in set(known.values())}
    return {name: of for name, of in known.items() if good[of]}


def hunt(mutants, trees, known, all_suites, shown_to=suites.ALL):
    """The verdicts of all mutants. None if a suite fails without a mutant."""
    known = {name: of for name, of in known.items() if of[0] in shown_to}
    known = passing({mutant.name: known[mutant.name] for mutant in mutants if mutant.name in known}, trees[0])
    again = [mutant for mutant in mutants if mutant.name in known]
    verdicts = []
    for verdict in tried(again, trees, lambda tree, of: trial.show_to_one(tree, *known[of.mutant.name], of)):
        if verdict.caught:
            tell(verdict)
            verdicts.append(verdict)
    caught = {verdict.mutant.name for verdict in verdicts}
    rest = [mutant for mutant in mutants if mutant.name not in caught]
    if not rest:
        return verdicts
    # The sources are as they were before the first mutant; the programs are not.
    for tree in trees:
        tree.set_up()
    if not control(trees[0], shown_to):
        return None
    for tree in trees:
        tree.control = trees[0].control
    for verdict in tried(rest, trees, lambda tree, of: trial.show_to_all(tree, all_suites, of, shown_to)):
        tell(verdict)
        verdicts.append(verdict)
    return verdicts


def report(verdicts):
    """Prints what was caught; true if everything was."""
    missed = [verdict for verdict in verdicts if not verdict.caught]
    print(f"{len(verdicts) - len(missed)} of {len(verdicts)} mutants were caught, see {FOLDER / 'results.md'}")
    for verdict in missed:
        print(f"  {verdict.mutant.name}: {verdict.invalid or 'no test noticed it'}")
    return not missed


def worktrees(options):
    of = options.suites or suites.RANDOM
    return [worktree.Worktree(ROOT, FOLDER / str(number), options.jobs, of) for number in range(options.jobs)]


def judge_random(options):
    """./dev mutants --random; the exit status."""
    run = judge.Run(ROOT, FOLDER, options.seed)
    mutants = run.left(options.random, options.resume or options.report, options.survivors)
    print(f"--random {options.random} --seed {options.seed}: {len(mutants)} to try, {run.records.path}", flush=True)
    if mutants and not options.report:
        os.environ[postgres.VARIABLE] = postgres.shared_url()
        trees = worktrees(options)
        for tree in trees:
            tree.set_up()
        shown_to = {suite: None for mutant in mutants for suite in judge.nets(mutant, {}, options.survivors, options.suites)}
        if not control(trees[0], shown_to):
            return 1
        for tree in trees:
            tree.control = trees[0].control
        run.judge(mutants, trees, tried, options.survivors, options.suites)
    return 0 if run.write_report(options.random) else 1


def main():
    options = parse()
    try:
        if options.show:
            print(judge.shown(ROOT, options.show))
            return 0
        if options.random is not None:
            return judge_random(options)
        mutants = chosen(table.read(), options.name)
    except table.Unusable as wrong:
        print(wrong, file=sys.stderr)
        return 2
    except worktree.BuildFailed as wrong:
        print(f"the tree does not build without a mutant: {wrong}", file=sys.stderr)
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
    if not options.resume:
        VERDICTS.unlink(missing_ok=True)
    earlier = told(mutants)
    tried_before = {verdict.mutant.name for verdict in earlier}
    mutants = [mutant for mutant in mutants if mutant.name not in tried_before]
    before = RESULTS.read_text()
    known = {} if options.all_suites else results.read(before)
    trees = worktrees(options)
    try:
        for tree in trees:
            tree.set_up()
        verdicts = hunt(mutants, trees, known, options.all_suites, options.suites or suites.ALL)
    except worktree.BuildFailed as wrong:
        print(f"the tree does not build without a mutant: {wrong}", file=sys.stderr)
        return 2
    if verdicts is None:
        return 1
    verdicts += earlier
    by_name = {verdict.mutant.name: verdict for verdict in verdicts}
    (FOLDER / "results.md").write_text(results.written(by_name, before))
    return 0 if report(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
