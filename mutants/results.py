"""results.md: which test noticed each mutant when it was last tried."""

import re

from mutants import suites, table

HEAD = """# Who caught what

Every mutant of `table/` and the first test that noticed it when it was last tried. `./dev mutants` shows a mutant to that
test first, and writes this file anew as `build/mutants/results.md`; copy it here.
"""
COLUMNS = "| mutant | what it breaks | caught by |\n|---|---|---|\n"
ROW = re.compile(r"\| (?P<mutant>[a-z0-9-]+) \| .* \| `(?P<suite>[^`]+)`: (?P<test>[^,:\s]+(?:::\w+)?)[^|]*\|")


def read(text):
    """The name of each mutant that a test noticed: (suite, test)."""
    by_name = {suite.name: suite for suite in suites.ALL}
    return {row["mutant"]: (by_name[row["suite"]], row["test"])
            for row in map(ROW.match, text.splitlines()) if row and row["suite"] in by_name}


def row(mutant, verdict, before):
    """The mutant's row: as this run found it, or as it was if this run did not try it."""
    if verdict is None:
        return before.get(mutant.name, "")
    if verdict.invalid:
        noticed = f"**invalid**: {verdict.invalid}"
    elif verdict.survived:
        noticed = "**nobody**"
    else:
        noticed = "<br>".join(f"`{suite}`: {test}" for suite, test in verdict.caught)
    noticed = noticed.replace("|", "\\|")
    return f"| {mutant.name} | {mutant.breaks} | {noticed} |\n"


def written(verdicts, text):
    """The file, from its text before and the verdicts of this run by the mutants' names."""
    before = {line.split(" ")[1]: line + "\n" for line in text.splitlines() if ROW.match(line)}
    parts = [HEAD]
    for path in sorted(table.FOLDER.glob("*.toml")):
        rows = "".join(row(mutant, verdicts.get(mutant.name), before) for mutant in table.read_file(path))
        parts.append(f"\n## {path.stem}\n\n{COLUMNS}{rows}")
    return "".join(parts)
