"""nginx, one worker: a constant answer of a given size, or a file."""

import re

from bench.crowd import Probe
from bench.processes import Process, free_port
from bench.references import find
from bench.rounds import Round
from bench.wire import get, read_file, write_file
from bench.wrk import Load, replay

PROGRAM = find("nginx")
# The longest word in the configuration, in bytes: nginx accepts at most 4,096.
_PIECE = 2_000

_CONFIG = """daemon off;
pid nginx.pid;
error_log stderr warn;
worker_processes 1;
events {{ worker_connections 8192; }}
http {{
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  keepalive_requests 1000000000;
  sendfile on; tcp_nopush on; tcp_nodelay on;
  open_file_cache max=16; open_file_cache_valid 600s;
  default_type application/json;
  map "" $piece {{ default "{piece}"; }}
  server {{
    listen 127.0.0.1:{port};
    root {root};
    location = /page {{ }}
    location / {{ return 200 "{answer}"; }}
  }}
}}
"""


class Nginx:
    def __init__(self, folder, body=b"", constant_bytes=0):
        """Serves `body` as the file /page, and a constant text of the given size everywhere else.
        """
        self.folder = folder
        folder.mkdir()
        folder.chmod(0o755)  # nginx's worker runs as another user
        (folder / "page").write_bytes(body)
        self.port = free_port()
        pieces, rest = divmod(constant_bytes, _PIECE)
        (folder / "nginx.conf").write_text(_CONFIG.format(
            piece="x" * _PIECE, port=self.port, root=folder, answer="${piece}" * pieces + "x" * rest))
        # -e names the error log before the configuration is read: otherwise nginx opens the
        # system's log.
        self._process = Process([PROGRAM, "-p", folder, "-c", folder / "nginx.conf", "-e", "stderr"], folder)
        try:
            self._process.wait_for_port(self.port)
        except BaseException:
            self._process.stop()
            raise

    def round(self, load, seconds):
        before = self._process.cpu_seconds()
        found = replay(self.port, load, seconds)
        return Round(found["requests"], found["seconds"], self._process.cpu_seconds() - before, found["p50_us"],
                     found["p99_us"])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stop()


def constant(folder, prepared):
    """Receives the requests of a call, and answers with as many bytes, head and body, as the call.
    """
    with Nginx(folder / "nginx-probe") as empty:
        head = Probe(empty.port, prepared.request).bytes
    # The head grows with the digits of Content-Length, so nginx's answer may be up to two bytes
    # shorter than the call's.
    nginx = Nginx(folder / "nginx", constant_bytes=max(0, prepared.answer.bytes - head - 3))
    return nginx, Load(prepared.load.file, prepared.load.connections, again=True)


def served_file(folder, prepared):
    """Serves the call's page as a file, to the same requests with another path; 304 where the call
    answers 304."""
    url = prepared.request.split(b" ", 2)[1]
    page = Probe(prepared.sale.port, re.sub(rb"If-None-Match: [^\r]+\r\n", b"", prepared.request)).body
    nginx = Nginx(folder / "nginx", body=page)
    try:
        etag = Probe(nginx.port, get("/page")).etag
        asked = _about_page(prepared.request, url, etag)
        answer = Probe(nginx.port, asked)
        if (answer.status, answer.body) != (prepared.answer.status, prepared.answer.body):
            raise RuntimeError(f"nginx answered {answer.status} with {len(answer.body)} bytes to {asked}")
        requests = (_about_page(request, url, etag) for request in read_file(prepared.load.file))
        return nginx, Load(write_file(folder / "nginx/requests", requests), prepared.load.connections, again=True)
    except BaseException:
        nginx.__exit__()
        raise


def _about_page(request, url, etag):
    moved = request.replace(url, b"/page".ljust(len(url), b"?"), 1)
    return re.sub(rb"(If-None-Match: )[^\r]+", rb"\1" + etag.encode(), moved)
