"""Makes an SVG file from plots of a rehearsal's report, for the READMEs.

    tools/picture.py REPORT.html OUT.svg [--korean] [--plots Buyers,Seats]

The plots are the report's own, side by side, with a legend; the colours follow the reader's light
or dark. The report must be in English; --korean translates the titles and legends.
"""

import argparse
import html
import pathlib
import re

WIDTH, HEIGHT = 360, 190  # of a plot, as rehearsal/report/plot.cc draws it
HEAD, GAP = 30, 20

FIGURE = re.compile(r"<figure><figcaption>(.*?)</figcaption><svg\s[^>]*>(.*?)</svg></figure>", re.S)
KEY = re.compile(r'<span class="key c(\d)">(.*?)</span>')

KOREAN = {"Buyers": "인원", "Seats": "좌석", "Arrivals per second": "초당 접속자", "waiting": "대기 중",
          "active": "입장 중", "held": "선점", "sold": "판매 완료"}

STYLE = """
:root{--ink:#1b1f24;--soft:#59636e;--rule:#d1d9e0;--c0:#0969da;--c1:#bc4c00;--paper:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9198a1;--rule:#30363d;--c0:#58a6ff;
--c1:#f0883e;--paper:#0d1117}}
text{fill:var(--soft);font:11px system-ui,-apple-system,"Apple SD Gothic Neo","Malgun Gothic",
"Noto Sans KR",sans-serif}
text.title{fill:var(--ink);font-size:14px;font-weight:600}
.paper{fill:var(--paper)}.grid{stroke:var(--rule);stroke-width:1}
.line{fill:none;stroke-width:1.8;stroke-linejoin:round;stroke-linecap:round}
.c0{stroke:var(--c0)}.c1{stroke:var(--c1)}
"""


def figures(report):
    """The plots of a report by title: (legend as [(class, name)], content of the SVG)."""
    found = {}
    for caption, drawing in FIGURE.findall(report):
        found[html.unescape(caption.split("<")[0])] = (KEY.findall(caption), drawing)
    return found


def width(text):
    """A generous estimate of a text's width in pixels, at 11 px."""
    return sum(12 if ord(c) > 0x2000 else 7 for c in text)


def plot(title, legend, drawing, translate):
    parts = [f'<text class="title" x="0" y="16">{html.escape(translate(title))}</text>']
    x = width(translate(title)) * 14 / 11 + 16
    for number, name in legend:
        name = translate(html.unescape(name))
        parts.append(f'<line class="line c{number}" x1="{x:.0f}" x2="{x + 16:.0f}" y1="12" y2="12"/>'
                     f'<text x="{x + 21:.0f}" y="16">{html.escape(name)}</text>')
        x += 21 + width(name) + 14
    return "\n".join(parts) + f'\n<g transform="translate(0 {HEAD})">{drawing}</g>'


def picture(report, titles, korean=False):
    found = figures(report)
    missing = [title for title in titles if title not in found]
    if missing:
        raise SystemExit(f"the report has no plot {', '.join(missing)}; it has {', '.join(found)}")

    def translate(text):
        return KOREAN[text] if korean else text

    plots = []
    for index, title in enumerate(titles):
        legend, drawing = found[title]
        if korean:
            drawing = re.sub(r">(\d+) ?s<", r">\1초<", drawing)
        plots.append(f'<g transform="translate({10 + index * (WIDTH + GAP)} 8)">'
                     f"{plot(title, legend, drawing, translate)}</g>")
    whole = (20 + len(titles) * WIDTH + (len(titles) - 1) * GAP, HEAD + HEIGHT + 14)
    label = ", ".join(translate(title) for title in titles)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole[0]} {whole[1]}" width="{whole[0]}" '
            f'role="img" aria-label="{html.escape(label)}">\n<style>{STYLE}</style>\n'
            '<rect class="paper" width="100%" height="100%" rx="8"/>\n'
            + "\n".join(plots) + "\n</svg>\n")


def main():
    parser = argparse.ArgumentParser(description="Makes an SVG file from plots of a rehearsal's report.")
    parser.add_argument("report", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--korean", action="store_true")
    parser.add_argument("--plots", default="Buyers,Seats", help="titles, separated by commas")
    arguments = parser.parse_args()
    arguments.out.write_text(picture(arguments.report.read_text(), arguments.plots.split(","),
                                     arguments.korean))


if __name__ == "__main__":
    main()
