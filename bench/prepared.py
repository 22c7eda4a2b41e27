"""A call prepared for measurement in rounds, with a count of its successes at the end."""

from bench import wire
from bench.crowd import Probe
from bench.sale import Sale
from bench.wrk import Load, replay

# The length of the warm-up, as a fraction of a round.
WARM_UP = 0.25


class Prepared:
    """A call with a running server and a file of requests."""

    def __init__(self, call, bench, connections=None):
        self.call = call
        self.seconds = bench.scale.seconds * call.share
        self.sale = Sale(bench, call.name, **call.settings, **call.catalog(bench.scale))
        try:
            self._write(bench.scale, connections or bench.scale.connections)
        except BaseException:
            self.sale.__exit__(True)
            raise

    def _write(self, scale, connections):
        requests = iter(self.call.prepare(self.sale, scale))
        probed = next(requests)
        self.request, self.answer = probed, self._probe(probed)
        file = wire.write_file(self.sale.folder / "requests", requests)
        self.load = Load(file, connections, self.call.again)
        self.batches = self.sale.settle()
        self.found_before = self._found()
        self.rounds = []
        # The warm-up is not measured. It grows tables and pools, and fills the journal from which
        # the batch size is read.
        self.round(WARM_UP * self.seconds)

    def _probe(self, request):
        answer = Probe(self.sale.port, request)
        if answer.status != self.call.status:
            raise RuntimeError(f"{self.call.title}: expected status {self.call.status}, got {answer.status}: {answer.body}")
        return answer

    def _found(self):
        return self.sale.count(self.call.found) if self.call.found else 0

    def round(self, seconds=None):
        done = self.sale.measured(lambda: replay(self.sale.port, self.load, seconds or self.seconds))
        self.rounds.append(done)
        return done

    def batch_size(self):
        """Average successes per commit over all rounds. Each round added one commit for its mark.
        """
        made = self.sale.settle() - self.batches - len(self.rounds) - 1
        return sum(each.count for each in self.rounds) / max(1, made)

    def check(self):
        """The tables must have all counted successes, and at most those in flight at the ends
        besides."""
        counted = sum(each.count for each in self.rounds)
        found = self._found() - self.found_before
        most = counted + self.load.runs * self.load.connections
        if not counted <= found <= most:
            raise RuntimeError(f"{self.call.title}: {counted} were counted, but sale.db has {found}")

    def __enter__(self):
        return self

    def __exit__(self, failed, *rest):
        try:
            if not failed and not self.call.found:
                self._probe(self.request)  # sends the request again: only this checks its answer
        except BaseException as wrong:
            self.sale.__exit__(wrong)
            raise
        self.sale.__exit__(failed, *rest)
        if not failed and self.call.found:
            self.check()
