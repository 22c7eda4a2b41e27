"""Rows of figures as a table, as JSON, and as Markdown for docs/benchmarks.md."""

import dataclasses
import typing

HEAD = ["call", "against", "per second", "p50", "p99", "CPU us", "its CPU us", "figure", "target", "met"]


@dataclasses.dataclass
class Row:
    call: str
    against: str = ""
    per_second: float = None
    p50_us: float = None
    p99_us: float = None
    cpu_us: float = None  # of the server, for each request
    against_cpu_us: float = None
    figure: float = None  # compared with the target
    unit: str = "x"
    target: float = None
    at_least: bool = False  # the target is a minimum, not a maximum
    note: str = ""

    @property
    def met(self) -> typing.Optional[bool]:
        if self.target is None or self.figure is None:
            return None
        return self.figure >= self.target if self.at_least else self.figure <= self.target


def _number(value, digits=1):
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.{digits}f}"


def _time(microseconds):
    if microseconds is None:
        return ""
    return f"{microseconds:.0f} us" if microseconds < 1000 else f"{microseconds / 1000:.1f} ms"


def _figure(value, unit):
    if value is None:
        return ""
    return f"{_number(value, 2)}{'' if unit == 'x' else ' '}{unit}"


def cells(row):
    target = "" if row.target is None else f"{'>=' if row.at_least else '<='} {_figure(row.target, row.unit)}"
    met = {None: "", True: "yes", False: "NO"}[row.met]
    return [row.call, row.against, _number(row.per_second), _time(row.p50_us), _time(row.p99_us), _number(row.cpu_us),
            _number(row.against_cpu_us), _figure(row.figure, row.unit), target, met]


def table(rows):
    lines = [HEAD, *map(cells, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    return "\n".join("  ".join(word.ljust(width) if column < 2 else word.rjust(width)
                               for column, (word, width) in enumerate(zip(line, widths))).rstrip()
                     for line in lines)


def _machine(machine):
    return (f"{machine['cores']} cores, {machine['cpu']}, Linux {machine['kernel']}, {machine['fileSystem']}, "
            f"load {machine['load']:.1f} before; {machine['programs']}")


def notes(rows):
    return list(dict.fromkeys(row.note for row in rows if row.note))


def heading(machine):
    return f"{machine['date']}, {machine['commit']}\n{_machine(machine)}"


def to_json(machine, options, rows, skipped):
    return {"machine": machine, "options": options, "skipped": skipped,
            "rows": [dataclasses.asdict(row) | {"met": row.met} for row in rows]}


def markdown(report):
    """A section of docs/benchmarks.md from a JSON report."""
    machine = report["machine"]
    names = {field.name for field in dataclasses.fields(Row)}
    rows = [Row(**{name: value for name, value in row.items() if name in names}) for row in report["rows"]]
    lines = [f"### {machine['date']}, {machine['commit']}", "", _machine(machine) + ". " + report["options"], "",
             "| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
    lines += ["| " + " | ".join(cells(row)) + " |" for row in rows]
    said = notes(rows) + report["skipped"]
    return "\n".join(lines + ([""] + [f"- {note}" for note in said] if said else []))
