"""No Korean text has a word that docs/glossary.md lists as not used. Builds nothing."""

import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
HEAD = "| thing | English | Korean | not | why |"
KOREAN = re.compile("[가-힣]")

# What a word may be part of after all: (file or "", text).
EXCEPT = {
    "예약": [("", "오픈 시각을 예약"), ("", "오픈 시각 예약")],
    "수수료": [("README.ko.md", "수수료")],
    "취소표": [("README.ko.md", "취소표")],
    "권종": [("README.ko.md", "권종"), ("docs/catalog.md", "권종")],
    "감사": [("rehearsal/report/report_test.cc", "감사")],  # the test that looks for it
}


def unused():
    """The words of the column "not" that are Korean."""
    table = (ROOT / "docs/glossary.md").read_text().split(HEAD)[1].split("\n\n")[0]
    rows = [row.split("|")[1:-1] for row in table.splitlines() if row.startswith("| ")]
    words = [word.strip() for row in rows for word in row[3].split(",") if word.strip()]
    assert len(words) > 15 and all(KOREAN.search(word) for word in words), words
    return words


def literals(text):
    """The quoted texts of a C++ source, adjacent ones joined as the compiler does."""
    joined = re.sub(r'"\s*\n\s*"', "", text)
    return "\n".join(line for line in joined.splitlines() if KOREAN.search(line))


def korean_texts():
    """(file, text) of everything Korean that people read."""
    for folder in ("src", "rehearsal"):
        for path in sorted((ROOT / folder).rglob("*.cc")):
            text = literals(path.read_text())
            if text:
                yield str(path.relative_to(ROOT)), text
    for path in [ROOT / "README.ko.md", ROOT / "clients/typescript/README.md",
                 *sorted((ROOT / "web/src/words").glob("*.ts")), *sorted((ROOT / "web/src/console/words").glob("*.ts")),
                 *sorted((ROOT / "web/src/demo").glob("*.ts")), *sorted((ROOT / "docs").rglob("*.md"))]:
        if path.name != "glossary.md":
            yield str(path.relative_to(ROOT)), path.read_text()


def found(name, text):
    for word in unused():
        rest = text
        for where, allowed in EXCEPT.get(word, []):
            if where in ("", name):
                rest = rest.replace(allowed, "")
        if word in rest:
            at = rest.index(word)
            yield word, rest[max(0, at - 20):at + 20]


@pytest.mark.parametrize("name, text", [pytest.param(*each, id=each[0]) for each in korean_texts()])
def test_a_korean_text_has_no_unused_word(name, text):
    assert list(found(name, text)) == []


@pytest.mark.parametrize("name, text", [
    ("a.cc", "새로 예약해 주세요"), ("a.cc", "이미 잡힌 좌석"), ("README.ko.md", "열지 마십시오"), ("a.cc", "수수료"),
    ("a.cc", "감사가 진행 중")])
def test_an_unused_word_is_found(name, text):
    assert list(found(name, text))


@pytest.mark.parametrize("text", ["오픈 시각을 예약할 수 없습니다", "좌석을 선점했습니다"])
def test_other_words_are_allowed(text):
    assert list(found("a.cc", text)) == []


def test_particles_follow_code_without_a_space():
    """In `GET /v1/concerts`의 the particle belongs to the code before it."""
    for name, text in korean_texts():
        loose = re.search(r"` (의|에|로|으로|를|을|는|은|이|가)(?=[ .,])", text)
        assert not loose, f"{name}: {text[max(0, loose.start() - 30):loose.end()]}"
