"""Catalogues of any size, in the format of docs/catalog.md."""

import json


def _chart(name, seats):
    """A chart with rows of at most 100 seats, ten rows a section."""
    width = min(100, seats)
    sections = []
    for first in range(0, seats, 10 * width):
        rows = min(10, (seats - first) // width)
        sections.append({"id": f"S{len(sections)}", "category": "all", "firstNumber": first + 1,
                         "origin": [0, 1000 * len(sections)], "seatSpacing": 50, "rowSpacing": 90,
                         "rows": [{"labels": [str(row + 1) for row in range(rows)], "seats": width}]})
    return {"id": name, "name": "Hall", "sections": sections,
            "categories": [{"id": "all", "name": "All", "color": "#888888"}]}


def _concert(name, shows, chart, seats_per_user):
    return {"id": name, "title": "Bench", "artist": "wrk", "venue": "Hall", "maxSeatsPerUser": seats_per_user,
            "shows": [{"id": f"{name}-{index + 1}", "startsAt": "2090-01-01T19:00:00+09:00", "chart": chart,
                       "prices": {"all": 1000}} for index in range(shows)]}


def write(path, seats, shows, concerts=1, seats_per_user=4, lobby=False):
    """`concerts` concerts c1, c2, ..., each with `shows` shows c1-1, c1-2, ... of `seats` seats, numbered from 1.
    `lobby`: the room opens with a draw, in years."""
    if seats > 100 and seats % 100:
        raise ValueError(f"{seats} seats do not fill rows of 100")
    rooms = {"rooms": [{"id": "main", "opensAt": "2080-01-01T00:00:00Z", "mode": "draw"}]} if lobby else {}
    path.write_text(json.dumps({"currency": "KRW", "charts": [_chart("hall", seats)], **rooms,
                                "concerts": [_concert(f"c{index + 1}", shows, "hall", seats_per_user)
                                             for index in range(concerts)]}))
    return path
