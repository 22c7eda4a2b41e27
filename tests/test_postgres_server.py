"""The PostgreSQL server of the tests: it leaves nothing behind. test_nodes.py
crashes one."""

import os
import pathlib
import subprocess
import sys
import urllib.parse

from harness import poll, postgres

HARNESS = pathlib.Path(__file__).resolve().parent


def test_nothing_is_left_when_its_user_is_killed():
    program = ("from harness import postgres\n"
               "print(postgres.shared_url(), flush=True)\n"
               "input()\n")
    environment = {name: value for name, value in os.environ.items() if name != postgres.VARIABLE}
    user = subprocess.Popen([sys.executable, "-B", "-c", program], cwd=HARNESS, env=environment, stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, text=True)
    url = urllib.parse.urlsplit(user.stdout.readline().strip())
    folder = pathlib.Path(urllib.parse.parse_qs(url.query)["host"][0])
    process = (folder / "data/postmaster.pid").read_text().split("\n", 1)[0]
    user.kill()
    poll.until("its folder is removed", lambda: not folder.exists())
    poll.until("its process has ended", lambda: not pathlib.Path(f"/proc/{process}").exists())
