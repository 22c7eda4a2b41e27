"""Plain words: no C++ line over 100 columns, no homely word where the field has a term
(docs/glossary.md).

The names of the glossary's table are not changed yet, so the words are listed by `rules.py --words`
only. To enable that check, let findings() of rules.py yield from homely_words() too.
"""

import bisect
import re
import unicodedata

import sources

FOLDERS = ("src/", "sim/", "histories/", "rehearsal/", "fuzz/")
COLUMNS_MAX = 100

# Identifiers that the code no longer uses, and what it uses instead.
IDENTIFIERS = {
    "Bury": "DestroyClosed", "GiveUpSlowest": "ShedSlowestReaders", "PutOff": "Defer",
    "Letter": "DeliveryGroup", "LetterTo": "GroupFor", "Pump": "CommitQueued",
    "IsOfThePast": "IsStalePrimary", "KnowsLess": "StalePrimary", "distrust": "stale_primary_timeout",
    "PgNews": "HeadUpdate", "kGivenUp": "kAbandoned", "PrepareToEnd": "BeginShutdown",
    "SummedFiles": "ChecksumVfs", "ExpectRoom": "ReserveChecksumBytes", "WriteAgain": "Rewrite",
    "Recall": "FindStoredAnswer", "Lie": "SectionGeometry", "QuotedForPeople": "QuotedAndShortened",
    "Surroundings": "CommandStreams or JourneyContext",
    "House": "ModelShow, in tests TestApi", "Chair": "ModelSeat", "Door": "CheckedRoom or RoomSession",
    "Purse": "CheckedWallet", "Loose": "AmbiguousOp", "Foresight": "LaterFacts",
    "kTooPoor": "kInsufficientBalance", "Ground": "SystemUnderTest", "luck": "cut_seed",
    "LieAboutSyncs": "IgnoreSyncs", "doomed_": "interrupted_frame_",
}

# Phrases that comments, quoted texts and test names must not use, and what to use instead.
PHRASES = [
    (r"\bnot whole\b", "FAIL, or incomplete"),
    (r"\b(over|came) together\b", "expire together, accepted together"),
    (r"\bcall(s|ers)? ha(s|ve) come\b", "any call claims the turn"),
    (r"\bis no call\b", "does not count as a call"),
    (r"\bwith their like\b", "round-robin"),
    (r"\bsen[dt]s? ahead\b", "pipelined"),
    (r"\bput(s|ting)? off\b", "defer"),
    (r"\bh(u|a)ng(s|ing)? up\b", "close the connection"),
    (r"\bof the past\b", "stale, older"),
    (r"\bof before\b", "previous, earlier"),
    (r"\b(can|could|to) be had\b", "free, available"),
    (r"\bheard of\b", "known, seen"),
    (r"\bnobody was told\b", "no response was sent"),
    (r"\b(is|are|was|were|be|been) told\b", "receives, is sent"),
    (r"\bg(ive|ives|ave|iven|iving) up\b", "abandon, stop"),
    (r"\bgone on from\b", "expanded"),
    (r"\b(come|comes|came|coming) back\b", "return, reconnect"),
    (r"\bin (its|their|the) midst\b", "during"),
    (r"\blikewise\b", "the sentence in full"),
    (r"(?:^|[.;:] )(?-i:Who) (?![^.;]*\?)", "a client that ..., anyone who ..."),
]
COMPILED = [(re.compile(pattern, re.I), instead) for pattern, instead in PHRASES]

TOKEN = re.compile(
    r'(?P<comment>//[^\n]*|/\*.*?\*/)'
    r'|(?P<raw>R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)")'
    r'|(?P<quoted>"(?:\\.|[^"\\\n])*")'
    r"|'(?:\\.|[^'\\\n])+'"
    r"|\b\d[\w'.]*"
    r'|(?P<test>\bTEST(?:_F|_P)?\(\s*\w+,\s*(?P<name>\w+)\s*\))'
    r'|(?P<word>[A-Za-z_]\w*)', re.S)


def sentence(name):
    """The words of a CamelCase test name: AHoldIsOver is "A Hold Is Over"."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)


def pieces(text):
    """(line, kind, words) of a C++ source: comments (consecutive lines as one), texts, test names,
    identifiers."""
    starts = [0, *(at.end() for at in re.finditer("\n", text))]
    run, last = None, None  # a comment that may continue, and its end
    for token in TOKEN.finditer(text):
        line = bisect.bisect_right(starts, token.start())
        kind = token.lastgroup if token["comment"] is None else "comment"
        if run and (kind != "comment" or text[last:token.start()].strip() or text.count("\n", last, token.start()) != 1):
            yield run
            run = None
        if kind == "comment":
            words = token[0].strip("/* \n")
            run = (run[0], kind, f"{run[2]}\n{words}") if run else (line, kind, words)
            last = token.end()
        elif token["test"]:
            yield line, "test", sentence(token["name"])
        elif token["word"]:
            yield line, "identifier", token[0]
        elif token["quoted"] or token["raw"]:
            yield line, "text", token[0]
    if run:
        yield run


def homely(text):
    """(line, text) of each homely word in a C++ source."""
    for line, kind, words in pieces(text):
        if kind == "identifier":
            if words in IDENTIFIERS:
                yield line, f"{words}: use {IDENTIFIERS[words]}"
            continue
        flat = words.replace("\n", " ").strip('"')
        for pattern, instead in COMPILED:
            for found in pattern.finditer(flat):
                at = found.start() + (len(words) - len(words.lstrip('"')))
                yield line + words.count("\n", 0, at + 1), f'"{found[0].strip(" .;:")}" in a {kind}: use {instead}'


def columns(line):
    """The width of a line as clang-format counts it: a Korean character has two columns."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def wide(text):
    """(line, text) of each line with too many columns."""
    for number, line in enumerate(text.splitlines(), 1):
        if columns(line) > COLUMNS_MAX:
            yield number, f"{columns(line)} columns, {COLUMNS_MAX} is the most"


def _of_sources(check):
    for path in sources.files("*.cc", "*.h"):
        if sources.name(path).startswith(FOLDERS):
            for line, what in check(path.read_text()):
                yield f"{sources.name(path)}:{line}", what


def wide_lines():
    """(file:line, text) of each line with too many columns in the C++ sources."""
    yield from _of_sources(wide)


def homely_words():
    """(file:line, text) of each homely word in the C++ sources."""
    yield from _of_sources(homely)
