"""The check of plain words (tools/check/words.py) reports exactly what it should, in the right
place. Builds nothing."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tools/check"))

import words  # noqa: E402


def found(text):
    return list(words.homely(words.pieces(text)))


def found_in_python(text):
    return list(words.homely(words.python_pieces(text)))


def test_a_line_of_101_columns_is_reported():
    text = "x" * 100 + "\n" + "x" * 101 + "\n"
    assert list(words.wide(text)) == [(2, "101 columns, 100 is the most")]


def test_a_korean_character_takes_two_columns():
    assert words.columns("좌석 A") == 6


def test_a_comment_wider_than_the_limit_is_reported():
    assert list(words.wide("int a;  // " + "x" * 90)) == [(1, "101 columns, 100 is the most")]


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


def test_a_phrase_across_lines_is_reported_at_its_first_line():
    assert found("int a;\n// all of them are over\n  // together at once\n") == [
        (2, '"over together" in a comment: use expire together, accepted together')]


def test_comments_with_code_or_an_empty_line_between_them_are_not_joined():
    assert found("// all are over\nint a;\n// together\n") == []
    assert found("// all are over\n\n// together\n") == []


def test_two_findings_of_one_comment_each_have_their_line():
    assert [line for line, _ in found("// is told\n// or\n// was told\n")] == [1, 3]


def test_a_name_is_reported_in_code_only():
    assert found("struct Lie {};\n") == [(1, "Lie: use SectionGeometry")]
    assert found("struct Lies {};  // Lie\n") == []


def test_code_is_no_sentence():
    assert found("told(is.told);\nint is_told = 1'000; // x\nchar c = '\"'; is told;\n") == []


def test_a_phrase_in_python_is_reported_in_comments_and_texts_only():
    source = 'told = 1\nx = "is told"  # is told\n"""One.\n\nIt is told."""\n'
    assert found_in_python(source) == [
        (2, '"is told" in a text: use receives, is sent'),
        (2, '"is told" in a comment: use receives, is sent'),
        (5, '"is told" in a text: use receives, is sent')]


@pytest.mark.parametrize("text", [
    "// There is no row.\n", "// It is no longer there.\n", '#include "sim/check/tell.h"\n',
    "// It cannot be read.\n", "// The batch before it.\n"])
def test_technical_uses_are_allowed(text):
    assert found(text) == []


def test_a_question_may_begin_with_who():
    assert found("// Who is next? Nobody.\n") == []
    assert [line for line, _ in found("// Who leaves is no longer counted.\n")] == [1]


def test_every_term_has_a_replacement():
    assert all(words.IDENTIFIERS.values())
    assert all(instead for _, instead in words.PHRASES)


def test_the_folders_of_the_check_exist():
    assert all((words.sources.ROOT / folder).is_dir() for folder in words.FOLDERS)
