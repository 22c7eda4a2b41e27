"""Decodes charts, availability and events of seats, as docs/seat-maps.md describes them. Copy what you need."""

import base64

STATES = ("AVAILABLE", "HELD", "SOLD", "NOT_FOR_SALE")


def decode_chart(chart):
    """All seats of a chart, in the order of the chart: a list of dictionaries."""
    if chart["format"] != 1:
        raise ValueError("this program does not know the format of the chart")
    seats = [{"access": None, "pair": None, "rank": 100} for _ in range(chart["seats"])]
    place = iter(seats)
    for first, count in in_groups(chart["numbers"], 2):
        for number in range(first, first + count):
            next(place)["number"] = number
    place, row = iter(seats), 0
    for section in chart["sections"]:
        category = chart["categories"][section["category"]]["categoryId"]
        for label, count in zip(chart["rows"]["labels"][row:row + section["rows"]], chart["rows"]["seats"][row:]):
            for _ in range(count):
                next(place).update(section=section["section"], row=label, categoryId=category)
        row += section["rows"]
    for seat, (x, y) in zip(seats, positions(chart["positions"]), strict=True):
        seat.update(xCm=x, yCm=y)
    for seat, ticket in zip(seats, tickets(chart["tickets"]), strict=True):
        seat["label"] = ticket if isinstance(ticket, str) else f"{seat['section']}-{seat['row']}-{ticket}"
    for kind, pieces in chart["access"].items():
        for first, count in in_groups(pieces, 2):
            for seat in seats[first:first + count]:
                seat["access"] = kind
    for one, other in in_groups(chart["pairs"], 2):
        seats[one]["pair"], seats[other]["pair"] = seats[other]["number"], seats[one]["number"]
    for first, count, rank in in_groups(chart["ranks"], 3):
        for seat in seats[first:first + count]:
            seat["rank"] = rank
    return seats


def positions(columns):
    x = y = 0
    dx, dy, steps = iter(columns["dx"]), iter(columns["dy"]), iter(columns["steps"])
    for count, from_x, from_y in zip(columns["seats"], columns["x"], columns["y"]):
        x, y = x + from_x, y + from_y
        yield x, y
        if count > 0:
            to_x, to_y, last = next(dx), next(dy), count - 1
            for i in range(1, count):
                yield x + (2 * to_x * i + last) // (2 * last), y + (2 * to_y * i + last) // (2 * last)
        else:
            at_x, at_y = x, y
            for _ in range(-count - 1):
                at_x, at_y = at_x + next(steps), at_y + next(steps)
                yield at_x, at_y


def tickets(columns):
    first, step, texts = iter(columns["first"]), iter(columns["step"]), iter(columns["texts"])
    for count in columns["seats"]:
        if count > 0:
            number, by = next(first), next(step)
            yield from (number + i * by for i in range(count))
        else:
            yield from (next(texts) for _ in range(-count))


def decode_states(availability, seats):
    """The states of all `seats` seats, as a list of 0 to 3: the places of STATES."""
    packed = base64.b64decode(availability["states"], validate=True)
    return [packed[i // 4] >> 2 * (i % 4) & 3 for i in range(seats)]


def apply_changes(states, event):
    """Makes the states those after an event `seats`."""
    for index, count, state in in_groups(event["changes"], 3):
        states[index:index + count] = [state] * count


def in_groups(values, size):
    return zip(*[iter(values)] * size, strict=True)
