"""Where one small mistake can be put into a C++ source: the text there, and what it becomes.

A reader of tokens, not of C++: it knows strings, comments, brackets and what a brace opens, and relies on the form that clang-format gives
(spaces around a comparison, none around the brackets of a template). A site that does not compile costs one compilation.
"""

import dataclasses
import re

from mutants import table

KINDS = {
    "statement-deleted": "a statement is deleted",
    "step-dropped": "a counter is not stepped (++, --, +=, -=)",
    "reset-dropped": "a variable or container is not reset",
    "exit-removed": "an early return, continue or break is removed",
    "comparison": "< and <=, > and >=, == and != are exchanged",
    "connective": "&& and || are exchanged",
    "operand-dropped": "one side of an && or || is dropped",
    "condition-dropped": "the body of an if is always run",
    "condition-negated": "the condition of an if is negated",
    "constant": "a whole number is one more",
}
SKIPPED = re.compile(r"(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<preprocessor>^[ \t]*#(?:\\\n|[^\n])*)|(?P<quoted>" + table.QUOTED + ")",
                     re.DOTALL | re.MULTILINE)
TOKEN = re.compile(r"[A-Za-z_]\w*|\d(?:[\w.']|(?<=[eE])[+-])*|\"\"|<=>|<<=|>>=|->\*?|::|&&|\|\||\+\+|--|[-+*/%&|^=!<>]=|<<|\S")
NUMBER = re.compile(r"(?P<digits>0|[1-9][\d']*)(?P<suffix>[uUlLzZ]*)")
COMPARISONS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
CONNECTIVES = {"&&": "||", "||": "&&"}
# What ends an operand of && and || at its level.
ENDS_OPERAND = {"&&", "||", ",", ";", "?", ":", "=", "return", "co_return", "+=", "-=", "|=", "&="}
# A statement that begins so is not an expression, or has kinds of its own.
NO_EXPRESSION = set("""if for while do switch case default else break continue goto return using namespace static const constexpr auto
    typedef struct class enum union template static_assert try catch throw public private protected friend typename inline extern
    volatile mutable co_return virtual explicit thread_local""".split())
EXITS = {"return", "continue", "break"}
ASSERTS = re.compile(r"(?:ONSALE_)?(?:ASSERT|UNREACHABLE)\w*|static_assert|assert")
MOST_LINES = 8  # of a statement: longer ones are pieces of a program rather than a slip


@dataclasses.dataclass(frozen=True)
class Site:
    kind: str
    start: int  # offsets of the text in the source
    end: int
    becomes: str  # has as many lines as the text


def blanked(source):
    """The source with spaces for comments, preprocessor lines and quoted texts; a quoted text begins with `""`, so that it stays a value."""
    def blank(found):
        spaces = re.sub(r"[^\n]", " ", found[0])
        return '""' + spaces[2:] if found["quoted"] else spaces
    return SKIPPED.sub(blank, source)


class Reader:
    """The tokens of a source, the brackets that belong together, and what each brace opens."""

    def __init__(self, source):
        self.source = source
        self.text = blanked(source)
        found = list(TOKEN.finditer(self.text))
        self.tokens = [token[0] for token in found]
        self.starts = [token.start() for token in found]
        quoted = {of.start(): of.end() for of in SKIPPED.finditer(source) if of["quoted"]}
        self.ends = [quoted.get(token.start(), token.end()) for token in found]
        self.partner = {}  # index of a bracket: index of the other one
        self.opens = {}  # index of `{`: namespace, type, enum, block, value
        self.around = []  # for each token the index of the innermost bracket around it, or None
        self._match()
        self.guarded = self._asserts()

    def _match(self):
        stack = []
        for i, token in enumerate(self.tokens):
            if token in (")", "]", "}") and stack:
                opening = stack.pop()
                self.partner[opening], self.partner[i] = i, opening
            self.around.append(stack[-1] if stack else None)
            if token in ("(", "[", "{"):
                if token == "{":
                    self.opens[i] = self._opened(i, stack)
                stack.append(i)

    def _opened(self, brace, stack):
        """What the brace opens, from the tokens between the last statement and it."""
        before = self.tokens[brace - 1] if brace else ";"
        first = brace
        while first > 0 and self.tokens[first - 1] not in (";", "{", "}"):
            first -= 1
        head = self.tokens[first:brace]
        if "namespace" in head or "extern" in head:
            return "namespace"
        if "enum" in head:
            return "enum"
        if {"class", "struct", "union"} & set(head) and "(" not in head:
            return "type"
        if before in (")", "]", "else", "do", "try", "const", "noexcept", "override", "final", "mutable", ";", ":"):
            return "block"
        # A return type behind the parameters: ) -> Type {
        arrows = [i for i in range(first, brace) if self.tokens[i] == "->"]
        if any(self.tokens[i - 1] in (")", "const", "noexcept", "mutable", "]") and self.around[i] == (stack[-1] if stack else None)
               for i in arrows):
            return "block"
        if before in ("{", "}"):
            # A block in a block; or the body behind an initialiser of a constructor: a_{b} {
            is_in_value = bool(stack) and (self.tokens[stack[-1]] != "{" or self.opens.get(stack[-1]) == "value")
            return "value" if is_in_value else "block"
        return "value"

    def _asserts(self):
        guarded = set()
        for i, token in enumerate(self.tokens[:-1]):
            if ASSERTS.fullmatch(token) and self.tokens[i + 1] == "(" and i + 1 in self.partner:
                guarded.update(range(i, self.partner[i + 1] + 1))
        return guarded

    def in_block(self, i):
        """Whether the token is in the body of a function, however deep."""
        around = self.around[i]
        while around is not None:
            if self.opens.get(around) == "block":
                return True
            around = self.around[around]
        return False

    def in_enum(self, i):
        around = self.around[i]
        return around is not None and self.opens.get(around) == "enum"

    def in_reserve(self, i):
        """Whether the token is in the call of a container's reserve, which changes nothing but speed."""
        around = self.around[i]
        while around is not None and self.tokens[around] == "(":
            if self.tokens[around - 1] == "reserve":
                return True
            around = self.around[around]
        return False

    def starts_statement(self, i):
        around = self.around[i]
        if around is None or self.opens.get(around) != "block" or i == 0:
            return False
        before = self.tokens[i - 1]
        if before == "}":
            # The end of a block, and not of a value in an expression.
            return self.opens.get(self.partner.get(i - 1)) == "block" and not self._is_lambda(self.partner[i - 1])
        return before in (";", "{", "else", "do") or before == ")" and self.heads_body(i - 1)

    def _is_lambda(self, brace):
        """Whether the block is the body of a lambda, behind which an expression continues."""
        i = brace - 1
        while i > 0 and self.tokens[i] not in (";", "{", "}", ")", "]"):
            i -= 1
        if self.tokens[i] == ")" and i in self.partner:
            i = self.partner[i] - 1
        return self.tokens[i] == "]"

    def heads_body(self, closing, words=("if", "for", "while", "switch", "constexpr")):
        """Whether the `)` ends the head of an if or a loop."""
        opening = self.partner.get(closing)
        return opening is not None and opening > 0 and self.tokens[opening - 1] in words

    def end_of_statement(self, i):
        """The index of its `;`, or None."""
        around = self.around[i]
        while i < len(self.tokens):
            if self.tokens[i] == ";" and self.around[i] == around:
                return i
            if self.tokens[i] in ("(", "[", "{"):
                i = self.partner.get(i, len(self.tokens))
            elif self.tokens[i] in (")", "]", "}"):
                return None
            i += 1
        return None

    def site(self, kind, first, last, becomes):
        """From the first to the last token."""
        start, end = self.starts[first], self.ends[last]
        lines = self.source.count("\n", start, end) - becomes.count("\n")
        return Site(kind, start, end, becomes + "\n" * lines)

    def between(self, first, last):
        return self.source[self.starts[first]:self.ends[last]]


def sites(source):
    """All sites of a source, in the order of their places."""
    reader = Reader(source)
    found = []
    for i in range(len(reader.tokens)):
        if i in reader.guarded:
            continue
        found += [site for of_kind in (statement, exit_, comparison, connective, condition, constant) for site in of_kind(reader, i)]
    return sorted(found, key=lambda site: (site.start, site.end, site.kind, site.becomes))


def is_declaration(tokens):
    """Whether the tokens of a statement declare something: a type, and then a name."""
    i = 0
    depth = 0
    while i < len(tokens):
        token = tokens[i]
        if token == "<" or token == "<<" and depth:
            depth += 1
        elif token == ">" and depth:
            depth -= 1
        elif depth == 0 and token not in ("::", "*", "&", "&&") and not re.fullmatch(r"[A-Za-z_]\w*", token):
            return False
        elif depth == 0 and i > 0 and re.match(r"[A-Za-z_]", token) and tokens[i - 1] != "::":
            return True
        if depth and token in (";", "&&", "||"):
            return False
        i += 1
    return False


def statement(reader, i):
    token = reader.tokens[i]
    if not reader.starts_statement(i) or token in NO_EXPRESSION or token in (";", "{", "}", "["):
        return
    last = reader.end_of_statement(i)
    if last is None or last == i or any(j in reader.guarded for j in range(i, last)):
        return
    tokens = reader.tokens[i:last]
    if is_declaration(tokens) or reader.between(i, last).count("\n") >= MOST_LINES or ":" in tokens[:2]:
        return
    if "reserve" in tokens:  # of a container: without it everything is as it was
        return
    yield reader.site(kind_of_statement(tokens), i, last, "{}")


def kind_of_statement(tokens):
    if tokens[0] in ("++", "--") or tokens[-1] in ("++", "--") or {"+=", "-="} & set(tokens):
        return "step-dropped"
    text = "".join(tokens)
    if re.search(r"[^=!<>]=(?:0|\{\}|false|nullptr|std::nullopt|nullopt|\w+(?:::\w+)*\{\}|\"\")$|(?:\.|->)(?:clear|reset|Clear|Reset)\(\)$", text):
        return "reset-dropped"
    return "statement-deleted"


def exit_(reader, i):
    if reader.tokens[i] not in EXITS or not reader.starts_statement(i):
        return
    last = reader.end_of_statement(i)
    before = i - 1
    if reader.tokens[before] != ")":
        # The last statement of the block of an if.
        brace = reader.around[i]
        if last is None or reader.tokens[last + 1] != "}" or reader.tokens[brace - 1] != ")":
            return
        before = brace - 1
    if last is not None and reader.heads_body(before, ("if",)):
        yield reader.site("exit-removed", i, last, "{}")


def comparison(reader, i):
    token = reader.tokens[i]
    if token not in COMPARISONS or i == 0 or reader.tokens[i - 1] == "operator" or not reader.in_block(i):
        return
    if reader.text[reader.starts[i] - 1].isspace() and reader.text[reader.ends[i]].isspace():
        yield reader.site("comparison", i, i, COMPARISONS[token])


def operand(reader, i, step):
    """The last token of the operand beside the token i, to the left (step -1) or to the right (1)."""
    at = i + step
    edge = None
    while 0 <= at < len(reader.tokens):
        token = reader.tokens[at]
        if token in ((")", "]", "}") if step < 0 else ("(", "[", "{")):
            if token == "}" and reader.opens.get(reader.partner.get(at)) == "block":
                break
            at = reader.partner.get(at, -1)
            if at < 0:
                return None
        elif token in ENDS_OPERAND or token in "([{}])":
            break
        edge = at
        at += step
    return edge


def connective(reader, i):
    token = reader.tokens[i]
    if token not in CONNECTIVES or not reader.in_block(i) or not reader.text[reader.starts[i] - 1].isspace():
        return
    if not reader.text[reader.ends[i]].isspace():
        return
    first, last = operand(reader, i, -1), operand(reader, i, 1)
    if first is None or last is None or is_condition_declaration(reader, i, first):
        return
    left, right = reader.between(first, i - 1), reader.between(i + 1, last)
    yield reader.site("connective", first, last, f"({left} {CONNECTIVES[token]} {right})")
    yield reader.site("operand-dropped", first, last, left)
    yield reader.site("operand-dropped", first, last, right)


def is_condition_declaration(reader, i, first):
    """Whether the && belongs to a type: auto&& x."""
    return i == first or reader.tokens[i - 1] in ("auto", "template")


def condition(reader, i):
    if reader.tokens[i] != "if" or reader.tokens[i + 1] != "(" or i + 1 not in reader.partner or not reader.in_block(i):
        return
    opening, closing = i + 1, reader.partner[i + 1]
    inside = [j for j in range(opening + 1, closing) if reader.around[j] == opening]
    first = max([j + 1 for j in inside if reader.tokens[j] == ";"], default=opening + 1)
    if first >= closing or any(reader.tokens[j] == "=" for j in inside if j >= first):
        return  # a declaration
    text = reader.between(first, closing - 1)
    yield reader.site("condition-negated", first, closing - 1, f"!({text})")
    yield reader.site("condition-dropped", first, closing - 1, f"({text}) || true")


def constant(reader, i):
    number = NUMBER.fullmatch(reader.tokens[i])
    if not number or reader.in_enum(i) or reader.in_reserve(i):
        return
    start = reader.text.rfind("\n", 0, reader.starts[i]) + 1
    line = reader.text[start:reader.ends[i]]
    if not reader.in_block(i) and not re.search(r"\bconstexpr\b", line):
        return
    if re.search(r"\bcase\b|\[\[|\bstatic_assert\b", line) or reader.text[reader.starts[i] - 1] == "<":
        return
    digits = number["digits"].replace("'", "")
    more = f"{int(digits) + 1:,}".replace(",", "'") if "'" in number["digits"] else str(int(digits) + 1)
    yield reader.site("constant", i, i, more + number["suffix"])
