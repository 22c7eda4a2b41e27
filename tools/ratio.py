"""Lines of tests and harness for each line of product, by folder.

Counted: every line of .h, .cc, .py, .sh and .ts files, and of the mutation tables. Other data is
not counted: openapi.json, scenarios, catalogues, fuzz seeds, Lua and SQL of bench/.
Product: src/, rehearsal/ and clients/typescript/src/ without *_test.* and *_testing.*.
Tests and harness: those, and the folders of JUDGES.
Neither: tools/ and the rest of deploy/.
"""

import argparse
import collections
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "check"))

import sources  # noqa: E402

AIM = 1.1
COUNTED = ("*.h", "*.cc", "*.py", "*.sh", "*.ts", "mutants/table/*.toml")
PRODUCT = ("src/", "rehearsal/", "clients/typescript/src/")
JUDGES = ("bench/", "clients/typescript/test/", "deploy/ha/trial/", "fuzz/", "histories/", "mutants/", "sim/", "tests/")
COLUMNS = ("product", "tests and harness", "neither")


def column(path):
    name = sources.name(path)
    if name.startswith(PRODUCT) and not sources.is_test(path):
        return "product"
    return "tests and harness" if name.startswith(PRODUCT + JUDGES) else "neither"


def row(path):
    """The folder that a file is counted under: the folders of src one by one, others whole."""
    parts = sources.name(path).split("/")
    return "/".join(parts[:2]) if parts[0] == "src" else parts[0]


def count():
    """Lines of each (folder, column)."""
    lines = collections.Counter()
    for path in sources.files(*COUNTED):
        lines[row(path), column(path)] += path.read_bytes().count(b"\n")
    return lines


def main():
    parser = argparse.ArgumentParser(prog="tools/ratio.py", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--summary", action="store_true", help="only the last line")
    options = parser.parse_args()
    lines = count()
    if not options.summary:
        print(f"{'':<14}", *(f"{name:>18}" for name in COLUMNS), sep="")
        for folder in sorted({folder for folder, _ in lines}):
            print(f"{folder:<14}", *(f"{lines[folder, name]:>18,}" for name in COLUMNS), sep="")
    product, judges, _ = (sum(n for (_, in_column), n in lines.items() if in_column == name)
                          for name in COLUMNS)
    print(f"  product {product:,} lines, tests and harness {judges:,}: "
          f"{judges / product:.2f} for each line of product (aim: {AIM})")


if __name__ == "__main__":
    main()
