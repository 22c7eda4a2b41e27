"""The check of plain words (tools/check/words.py) reports exactly what it should, in the right
place. Builds nothing."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tools/check"))

import words  # noqa: E402


def found(text):
    return list(words.homely(words.pieces(text)))


@pytest.mark.parametrize("text", ["x" * 101, "int a;  // " + "x" * 90, "좌" * 50 + "x"])
def test_a_line_of_101_columns_is_reported(text):
    """A Korean character takes two columns."""
    assert list(words.wide(text[1:] + "\n" + text)) == [(2, "101 columns, 100 is the most")]


@pytest.mark.parametrize("text, kind", [
    ("// The client is told the time.\n", "comment"),
    ("int a;  // the client is told\n", "comment"),
    ("/* the client\n is told */", "comment"),
    ('log.Info("the buyer is told");', "text"),
    ('R"(the buyer is told)";', "text"),
    ("TEST(LineTest, AWaitingUserIsToldTheWait) {", "test"),
])
def test_a_phrase_is_reported_in_each_kind_of_text(text, kind):
    (_, what), = found(text)
    assert what.lower() == f'"is told" in a {kind}: use receives, is sent'


@pytest.mark.parametrize("text, lines", [
    ("int a;\n// all of them are over\n  // together at once\n", [2]),
    ("// is told\n// or\n// was told\n", [1, 3]),
    ("struct Lie {};\n", [1]),
    ("// Who leaves is no longer counted.\n", [1]),
])
def test_each_finding_has_its_first_line(text, lines):
    assert [line for line, _ in found(text)] == lines


def test_a_phrase_in_python_is_reported_in_comments_and_texts_only():
    source = 'told = 1\nx = "is told"  # is told\n"""One.\n\nIt is told."""\n'
    assert list(words.homely(words.python_pieces(source))) == [
        (2, '"is told" in a text: use receives, is sent'),
        (2, '"is told" in a comment: use receives, is sent'),
        (5, '"is told" in a text: use receives, is sent')]


@pytest.mark.parametrize("text", [
    "// all are over\nint a;\n// together\n", "// all are over\n\n// together\n",
    "struct Lies {};  // Lie\n", "// Who is next? Nobody.\n",
    "told(is.told);\nint is_told = 1'000; // x\nchar c = '\"'; is told;\n",
    "// There is no row.\n", "// It is no longer there.\n", '#include "sim/check/tell.h"\n',
    "// It cannot be read.\n", "// The batch before it.\n"])
def test_separate_comments_code_and_technical_uses_are_allowed(text):
    assert found(text) == []


def test_the_terms_have_replacements_and_the_folders_exist():
    assert all(words.IDENTIFIERS.values())
    assert all(instead for _, instead in words.PHRASES)
    assert all((words.sources.ROOT / folder).is_dir() for folder in words.FOLDERS)
