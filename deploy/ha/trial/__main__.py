"""./dev test-ha: brings the cluster up, sends buyers, strikes again and again, and says whether anything was lost. Ctrl-C
ends it after the round, with its judgement."""

import argparse
import pathlib
import random
import shutil
import signal
import statistics
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[:0] = [str(HERE.parent), str(HERE), str(ROOT / "tests")]

import faults  # noqa: E402
import forgetful  # noqa: E402
import rehearsal  # noqa: E402
import verdict  # noqa: E402
from cluster import Cluster  # noqa: E402
from harness.server import OPERATOR  # noqa: E402
from layout import Layout  # noqa: E402
from shoppers import Crowd, shops  # noqa: E402

# No hold, turn or idempotency key expires during the trial, except the holds of forgetful.py.
SERVE = ["--room-capacity", "1000000", "--hold-time", "2h", "--active-time", "4h"]
CATALOGS = [ROOT / "catalog/arena.json", ROOT / "tests/catalogs/two_rooms.json", HERE / "brief.json"]
CONCERT, OWN_SHOW = "moonlit-signal", "moonlit-signal-3"
REHEARSED_SHOWS = ["moonlit-signal-1", "moonlit-signal-2"]
MEND_SECONDS = 240
# The approximate duration of a round with a long fault.
ROUND_SECONDS = 50


class Trial:
    def __init__(self, options, folder):
        self._options = options
        self._dice = random.Random(options.seed)
        self._faults = faults.plan(options.rounds, self._dice, options.only)
        self._pause = threading.Event()  # never set: it only waits
        layout = Layout.make(folder / "cluster", options.binary, CATALOGS, SERVE)
        self._cluster = Cluster(layout, dies_with_parent=True)
        self._cluster.dice = self._dice
        self._rounds = []
        self._enough = False

    def end_early(self, *_):
        """Ends the trial after this round; what happened so far is then judged."""
        self._enough = True

    def run(self):
        began = time.monotonic()
        try:
            self._cluster.up()
            # The shop's calls of every buyer show this cluster's key.
            OPERATOR["Authorization"] = f"Bearer {self._cluster.layout.owner_key_file.read_text().strip()}"
            self._say(f"the cluster is healthy after {time.monotonic() - began:.0f} s")
            return self._sell()
        except BaseException:
            self._keep()
            raise
        finally:
            self._cluster.down()

    def _sell(self):
        layout = self._cluster.layout
        crowd = Crowd(layout, shops(layout, CONCERT, OWN_SHOW), self._options.rate, self._options.seed)
        those_who_forget = forgetful.Forgetful(random.Random(self._options.seed))
        with rehearsal.Rehearsal(layout, REHEARSED_SHOWS, self._options.rate,
                                 self._options.rounds * ROUND_SECONDS) as rehearsed:
            crowd.start()
            crowd.join_in(forgetful.PEOPLE, those_who_forget.visit)
            for number, fault in enumerate(self._faults, 1):
                if self._enough:
                    break
                crowd.offer(number)
                self._round(number, fault, crowd)
            crowd.stop()
            wrong = rehearsed.end() + verdict.judge(self._cluster, crowd)
            wrong += those_who_forget.judge(self._cluster)
        self._report(crowd, rehearsed, those_who_forget, wrong)
        if wrong:
            self._keep()
        return 1 if wrong else 0

    def _round(self, number, fault, crowd):
        self._pause.wait(self._options.seconds / 2)
        start = time.monotonic()
        struck = fault.strike(self._cluster)
        self._pause.wait(fault.seconds)
        struck.mend()
        self._cluster.await_whole(MEND_SECONDS)
        whole = time.monotonic() - start
        self._pause.wait(self._options.seconds / 2)
        outage, wait = crowd.record.outage(start, time.monotonic())
        self._rounds.append((fault.name, outage, wait))
        self._say(f"{number:3} {fault.name:<52} {struck.whom:<24} no write {outage:5.1f} s, "
                  f"longest wait {wait:5.1f} s, healthy after {whole:5.1f} s")

    def _report(self, crowd, rehearsed, those_who_forget, wrong):
        outages = [outage for _, outage, _ in self._rounds] or [0]
        waits = [wait for _, _, wait in self._rounds] or [0]
        paid = sum(len(person.paid) for person in crowd.people)
        changes = len(crowd.record.between(0, time.monotonic()))
        self._say(f"\n{len(self._rounds)} rounds, seed {self._options.seed}: {changes} changes acknowledged, "
                  f"{len(crowd.people)} buyers, {paid} payments, {len(crowd.line.people)} in the queue, "
                  f"{those_who_forget.count()} holds that expired; {rehearsed.summary()}")
        self._say(f"no write acknowledged: median {statistics.median(outages):.1f} s, longest {max(outages):.1f} s; "
                  f"longest wait of one buyer: median {statistics.median(waits):.1f} s, longest {max(waits):.1f} s")
        for line in wrong[:20]:
            self._say(f"violation: {line}")
        self._say(f"FAIL: {len(wrong)} violations" if wrong else "PASS: nothing acknowledged was lost")

    def _keep(self):
        """Keeps logs and figures of a failed trial."""
        kept = pathlib.Path(tempfile.mkdtemp(prefix="onsale-ha-logs-"))
        for log in self._cluster.layout.folder.glob("*/log"):
            shutil.copy(log, kept / f"{log.parent.name}.log")
        self._say(f"logs: {kept}")

    @staticmethod
    def _say(line):
        print(line, flush=True)


def main():
    parser = argparse.ArgumentParser(prog="./dev test-ha", description=__doc__)
    parser.add_argument("--rounds", type=int, default=24, help="number of faults")
    parser.add_argument("--only", default="", metavar="TEXT", help="only faults whose name contains this")
    parser.add_argument("--seconds", type=float, default=8, help="time without a fault in each round")
    parser.add_argument("--rate", type=float, default=6, help="buyers per second, in addition to those of the rehearsal")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32), help="the seed of the choices")
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "build/release/src/app/onsale")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="onsale-ha-"))
    folder.chmod(0o711)
    try:
        trial = Trial(options, folder)
        signal.signal(signal.SIGINT, trial.end_early)
        return trial.run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
