"""What the tests took of src/domain, src/store and src/engine, by folder, and the branches of src/domain that nothing took.

Branches that only an exception takes are left out, and the side of an ONSALE_ASSERT on which the process ends.
"""

import argparse
import collections
import dataclasses
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FLOORS = ("domain", "store", "engine")


@dataclasses.dataclass
class Tally:
    lines: int = 0
    lines_taken: int = 0
    branches: int = 0
    branches_taken: int = 0

    def add(self, line):
        self.lines += 1
        self.lines_taken += line["count"] > 0
        self.branches += len(line["branches"])
        self.branches_taken += sum(branch["count"] > 0 for branch in line["branches"])

    def row(self, name):
        return (f"| {name} | {share(self.lines_taken, self.lines)} | {share(self.branches_taken, self.branches)} |")


def share(part, whole):
    return f"{part:,} of {whole:,} ({100 * part / whole:.1f} %)" if whole else "none"


def measured(build):
    """gcovr's report of the counts."""
    command = ["gcovr", "--root", str(ROOT), *(str(build / "src" / floor) for floor in FLOORS),
               "--filter", rf"{re.escape(str(ROOT))}/src/({'|'.join(FLOORS)})/",
               "--exclude", r".*_(test|testing)\.(cc|h)$",
               "--exclude-throw-branches", "--exclude-unreachable-branches",
               "--exclude-branches-by-pattern", r".*(ONSALE_ASSERT\(|= default;).*", "--json", "-"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def by_folder(report):
    tallies = collections.defaultdict(Tally)
    for file in report["files"]:
        folder = str(pathlib.PurePath(file["file"]).parent)
        for line in file["lines"]:
            if line.get("gcovr/noncode"):
                continue
            tallies[folder].add(line)
    return dict(sorted(tallies.items()))


def untaken(report, folder):
    """(file, line, what is missing, the line's text) of each line with a branch that was never
    taken."""
    for file in report["files"]:
        if not file["file"].startswith(folder + "/"):
            continue
        text = (ROOT / file["file"]).read_text().splitlines()
        for line in file["lines"]:
            missing = sum(branch["count"] == 0 for branch in line["branches"])
            never = line["count"] == 0 and not line.get("gcovr/noncode")
            if missing or never:
                what = "never run" if never else f"{missing} of {len(line['branches'])} branches"
                yield file["file"], line["line_number"], what, text[line["line_number"] - 1].strip()


def main():
    parser = argparse.ArgumentParser(prog="./dev coverage", description=__doc__)
    parser.add_argument("build", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--list", default="src/domain", metavar="FOLDER", help="list the branches of this folder that no test takes")
    options = parser.parse_args()
    report = measured(options.build)
    print("| folder | lines taken | branches taken |\n|---|---|---|")
    for folder, tally in by_folder(report).items():
        print(tally.row(folder))
    print(f"\nBranches and lines of {options.list} that no test takes:")
    for file, line, what, text in untaken(report, options.list):
        print(f"  {file}:{line}: {what}: {text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
