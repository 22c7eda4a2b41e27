"""Plain words: no C++ line over 100 columns, no homely word where the field has a term
(docs/glossary.md), in comments, quoted texts and test names.
"""

import bisect
import io
import re
import tokenize
import unicodedata

import sources

FOLDERS = ("src/", "sim/", "histories/", "rehearsal/", "fuzz/", "bench/")
# Files that quote the phrases, and are therefore not checked for them.
EXEMPT = ("tools/check/words.py", "tests/test_words.py")
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
    (r"\bnot (whole|wholly)\b", "FAIL, or incomplete"),
    (r"\bas it should be\b", "PASS"),
    (r"\b(over|came) together\b", "expire together, accepted together"),
    (r"\bcall(s|ers)? ha(s|ve) come\b", "any call claims the turn"),
    (r"(?<!there )\b(is|are|was|were) no (?!longer\b|more\b|such\b)\w+", "is not a ..."),
    (r"\bwith (its|their) like\b", "round-robin"),
    (r"\bsen[dt]s? ahead\b", "pipelined"),
    (r"\bput(s|ting)? off\b", "defer"),
    (r"\bh(u|a)ng(s|ing)? up\b", "close the connection"),
    (r"\bof the past\b", "stale, older"),
    (r"\bof before\b", "previous, earlier"),
    (r"\bthe (one|key|batch|commit|version|program) before(?=[.,;:]|$)", "the previous one"),
    (r"\b(can|could|to|may) be had\b", "free, available"),
    (r"\bhe(ar|ars|ard|aring)\b", "known, seen, received"),
    (r"\b((is|are|was|were|be|been) )?told\b", "receives, is sent"),
    (r"\btell(s|ing)?\b(?!\.h)", "report, return, show"),
    (r"\bg(ive|ives|ave|iven|iving) up\b", "abandon, stop"),
    (r"\bg(ive|ives|ave|iven|iving) (\w+ )?back\b", "return, release"),
    (r"\bg(o|oes|oing|one) on\b|\bwent on\b", "continue"),
    (r"\b(come|comes|came|coming) (back|out|about)\b", "return, reconnect, follow"),
    (r"\bcall(s|ed|ing)? off\b", "cancel"),
    (r"\bturn(s|ed|ing)? away\b", "reject"),
    (r"\blet(s|ting)? \w+ in\b", "admit"),
    (r"\b(is|are|was|were|be|been|goes|went) away\b", "unavailable"),
    (r"\b(is|are|was|were) not there\b", "does not exist, is missing"),
    (r"\bcannot be(?=[.,;:?!\"']|$)", "is impossible"),
    (r"\bst(and|ands|ood|anding) (in|at|before|behind|ahead|here|there|between)\b", "is, ranks, is ordered"),
    (r"\bin (its|their|the) midst\b", "during"),
    (r"\bin the way\b", "in conflict, unavailable"),
    (r"\bbec(a|o)me(s)? of\b", "the outcome of"),
    (r"\bonce more\b", "again"),
    (r"\bwithout need\b", "although ..."),
    (r"\bat hand\b", "available"),
    (r"\bwill do\b", "is enough"),
    (r"\bwant(s|ed)? an? ", "needs"),
    (r"\bretry keys?\b", "idempotency key"),
    (r"\bplaces? (in|of) (the|a) ((first|second|main) )?(queue|line|room|lobby)\b", "queue number, position"),
    (r"\bhonest server\b", "correct server"),
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


def python_pieces(text):
    """(line, kind, words) of a Python source: comments and texts."""
    kinds = {tokenize.COMMENT: "comment", tokenize.STRING: "text"}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in kinds:
            yield token.start[0], kinds[token.type], token.string


def homely(found):
    """(line, text) of each homely word in the pieces of a source."""
    for line, kind, words in found:
        if kind == "identifier":
            if words in IDENTIFIERS:
                yield line, f"{words}: use {IDENTIFIERS[words]}"
            continue
        flat = words.replace("\n", " ").strip('"')
        for pattern, instead in COMPILED:
            for match in pattern.finditer(flat):
                at = match.start() + (len(words) - len(words.lstrip('"')))
                yield line + words.count("\n", 0, at + 1), f'"{match[0].strip(" .;:")}" in a {kind}: use {instead}'


def columns(line):
    """The width of a line as clang-format counts it: a Korean character has two columns."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def wide(text):
    """(line, text) of each line with too many columns."""
    for number, line in enumerate(text.splitlines(), 1):
        if columns(line) > COLUMNS_MAX:
            yield number, f"{columns(line)} columns, {COLUMNS_MAX} is the most"


def _sources():
    """(file, text) of the C++ sources."""
    for path in sources.files("*.cc", "*.h"):
        if sources.name(path).startswith(FOLDERS):
            yield sources.name(path), path.read_text()


def wide_lines():
    """(file:line, text) of each line with too many columns in the C++ sources."""
    for name, text in _sources():
        yield from ((f"{name}:{line}", what) for line, what in wide(text))


def homely_words():
    """(file:line, text) of each homely word in the C++ and Python sources."""
    for name, text in _sources():
        yield from ((f"{name}:{line}", what) for line, what in homely(pieces(text)))
    for path in sources.files("*.py"):
        if sources.name(path) not in EXEMPT:
            for line, what in homely(python_pieces(path.read_text())):
                yield f"{sources.name(path)}:{line}", what
