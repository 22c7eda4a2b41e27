"""tools/picture.py makes well-formed SVG files from a report; those in docs/pictures are small enough
for the repository. Builds nothing."""

import pathlib
import sys
import xml.etree.ElementTree

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import picture  # noqa: E402

REPORT = """<figure><figcaption>Buyers<span class="key c0">waiting</span><span class="key c1">active</span>
</figcaption><svg viewBox="0 0 360 190" role="img" aria-label="x"><text x="1" y="2">60 s</text>
<polyline class="line c0" points="1,2 3,4"/></svg></figure>
<figure><figcaption>Seats<span class="key c0">held</span><span class="key c1">sold</span></figcaption><svg
 viewBox="0 0 360 190"><polyline class="line c1" points="1,2 3,4"/></svg></figure>"""


def texts(svg):
    return [text.text for text in xml.etree.ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_a_picture_has_the_plots_with_their_legends():
    assert texts(picture.picture(REPORT, ["Buyers", "Seats"])) == [
        "Buyers", "waiting", "active", "60 s", "Seats", "held", "sold"]


def test_a_korean_picture_has_no_english_text():
    assert texts(picture.picture(REPORT, ["Buyers", "Seats"], korean=True)) == [
        "인원", "대기 중", "입장 중", "60초", "좌석", "선점", "판매 완료"]


def test_a_missing_plot_is_named():
    with pytest.raises(SystemExit, match="no plot Money; it has Buyers, Seats"):
        picture.picture(REPORT, ["Money"])


@pytest.mark.parametrize("readme, name", [("README.md", "pages.jpg"), ("README.ko.md", "pages.ko.jpg")])
def test_the_pages_of_buyers_are_in_the_readmes_and_all_pictures_are_small(readme, name):
    folder = ROOT / "docs/pictures"
    assert f"docs/pictures/{name}" in (ROOT / readme).read_text()
    assert (folder / name).read_bytes().startswith(b"\xff\xd8\xff")
    assert sum(file.stat().st_size for file in folder.iterdir()) < 300_000


def test_the_console_is_on_the_page_for_operators():
    assert "(pictures/console.jpg)" in (ROOT / "docs/operating.md").read_text()
    assert (ROOT / "docs/pictures/console.jpg").read_bytes().startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("readme, name", [("README.md", "rehearsal.svg"), ("README.ko.md", "rehearsal.ko.svg")])
def test_the_pictures_of_the_readmes_are_well_formed_and_small(readme, name):
    assert f"docs/pictures/{name}" in (ROOT / readme).read_text()
    svg = (ROOT / "docs/pictures" / name).read_text()
    assert "prefers-color-scheme:dark" in svg and len(svg) < 60_000
    assert svg.count("<polyline") >= 4
    assert len(texts(svg)) > 10
