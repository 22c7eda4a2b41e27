"""`onsale rehearse` beside the trial's own buyers: the product's crowd, with its own audit at the
end."""

import json
import signal
import subprocess

END_SECONDS = 300
# A rehearsal that the trial ends is cut short; its audit is still made.
CONTENT = ("well", "strained", "cut-short")


class Rehearsal:
    def __init__(self, layout, shows, rate, seconds):
        self._figures = layout.folder / "rehearsal.json"
        self._log = layout.folder / "rehearsal.log"
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen(
                [layout.program, "rehearse", "--url", layout.trusted_url, "--show", ",".join(shows),
                 "--buyers", str(max(100, round(rate * seconds))), "--arrive", f"{round(seconds)}s",
                 "--connections", "500", "--time-limit", "4h", "--key-file", layout.owner_key_file,
                 "--operator-url", layout.operator_url,
                 "--json", self._figures],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)

    def end(self):
        """Ends the rehearsal, wherever its buyers are, and returns the violations."""
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self.figures.get("verdict") in CONTENT:
            return []
        return [f"the rehearsal: {self.figures.get('verdict', 'no verdict')}:\n{self._log.read_text(errors='replace')}"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """Ends the process, however the trial ends."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    @property
    def figures(self):
        try:
            return json.loads(self._figures.read_text())
        except (FileNotFoundError, ValueError):
            return {}

    def summary(self):
        figures = self.figures
        bought = figures.get("endings", {}).get("bought")
        return f"rehearsal {figures.get('verdict')}: {figures.get('requests')} requests, {bought} bought"
