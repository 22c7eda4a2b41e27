"""One round of one program under load, and the medians of several rounds."""

import dataclasses
import statistics


def percentiles(latencies):
    """(50th, 99th percentile); None twice without latencies: on a stalled disk a round may end
    before its first answer."""
    if len(latencies) < 2:
        return (latencies[0],) * 2 if latencies else (None, None)
    of_hundred = statistics.quantiles(latencies, n=100)
    return of_hundred[49], of_hundred[98]


@dataclasses.dataclass(frozen=True)
class Round:
    count: int          # successful answers
    seconds: float
    cpu_seconds: float  # CPU time of the server
    p50_us: float = None
    p99_us: float = None

    @property
    def rate(self):
        return self.count / self.seconds

    @property
    def cpu_us(self):
        return self.cpu_seconds / self.count * 1e6 if self.count else None


class Rounds(list):
    """All rounds of one program. Medians, because other load on the machine can spoil single
    rounds."""

    def _median(self, name):
        values = [value for value in (getattr(each, name) for each in self) if value is not None]
        return statistics.median(values) if values else None

    def spread(self, name):
        """The largest figure of a round divided by the smallest."""
        values = [getattr(each, name) for each in self if getattr(each, name)]
        return max(values) / min(values) if values else 1

    rate = property(lambda self: self._median("rate"))
    cpu_us = property(lambda self: self._median("cpu_us"))
    p50_us = property(lambda self: self._median("p50_us"))
    p99_us = property(lambda self: self._median("p99_us"))
    count = property(lambda self: sum(each.count for each in self))


def alternate(call, references, rounds):
    """(rounds of the call, {name: rounds of that reference}), with the references before, between
    and after. A program without any answer has no figures: that ends the benchmark."""
    called = Rounds()
    found = {name: Rounds() for name in references}
    for index in range(rounds + 1):
        for name, run in references.items():
            found[name].append(run())
        if index < rounds:
            called.append(call())
    for name, made in {"Onsale": called, **found}.items():
        if made.count == 0:
            raise RuntimeError(f"{name} gave no answer in {len(made)} rounds: is the disk or the machine stalled?")
    return called, found
