"""Dead links in Markdown: a relative link must name a file, an anchor a heading. Works without
network."""

import re
import sys
import urllib.parse

import sources

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.M | re.S)


def anchors(text):
    """The anchors of a document's headings, as GitHub makes them."""
    found = set()
    for heading in re.findall(r"^#+\s+(.*)$", FENCE.sub("", text), re.M):
        bare = re.sub(r"[^\w\- ]", "", heading.strip().lower())
        found.add(bare.replace(" ", "-"))
    return found


def dead(path):
    text = path.read_text()
    for target in LINK.findall(re.sub(r"`[^`\n]*`", "", FENCE.sub("", text))):
        if re.match(r"[a-z]+:", target):
            continue
        file_part, _, anchor = urllib.parse.unquote(target).partition("#")
        other = path if not file_part else (path.parent / file_part)
        if not other.exists():
            yield f"{target}: no such file"
        elif anchor and other.suffix == ".md" and anchor not in anchors(other.read_text()):
            yield f"{target}: no such heading"


def main():
    found = [(path, what) for path in sources.files("*.md") for what in dead(path)]
    for path, what in found:
        print(f"{sources.name(path)}: {what}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
