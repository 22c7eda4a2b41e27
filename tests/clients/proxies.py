"""Starts the proxies with the configurations of deploy/front, on free loopback ports."""

import os
import pathlib
import shutil
import socket
import subprocess

from harness import front
from harness.server import ROOT

FRONT = ROOT / "deploy/front"
NAMES = ("nginx", "haproxy", "caddy")
FILES = {"nginx": "nginx.conf", "haproxy": "haproxy.cfg", "caddy": "Caddyfile"}
# The line of each configuration that a comment offers for TLS, with the certificate of a test.
TLS = {
    "nginx": ("# listen 443 ssl http2; ssl_certificate /etc/nginx/onsale.pem; ssl_certificate_key /etc/nginx/onsale.key;",
              "listen 127.0.0.1:{tls} ssl http2; ssl_certificate {pem}; ssl_certificate_key {pem};"),
    "haproxy": ("# bind :443 ssl crt /etc/haproxy/onsale.pem", "bind 127.0.0.1:{tls} ssl crt {pem}"),
    "caddy": ("{$FRONT_BUYERS:http://:8000} {", "https://:{tls} {{\n\ttls {pem} {pem}"),
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def certificate(folder):
    """A self-signed certificate and its key in one file."""
    pem = pathlib.Path(folder) / "test.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", f"{folder}/key",
                    "-out", f"{folder}/crt"], check=True, capture_output=True)
    pem.write_bytes((pathlib.Path(folder) / "crt").read_bytes() + (pathlib.Path(folder) / "key").read_bytes())
    return pem


def version(name):
    command = {"nginx": ["nginx", "-v"], "haproxy": ["haproxy", "-v"], "caddy": ["caddy", "version"]}[name]
    done = subprocess.run([_program(name), *command[1:]], capture_output=True, text=True, check=True)
    words = (done.stdout + done.stderr).split()
    return {"nginx": lambda: words[2].split("/")[1], "haproxy": lambda: words[2].split("-")[0], "caddy": lambda: words[0]}[name]()


def _program(name):
    return shutil.which(name) or f"/usr/sbin/{name}"


def replaced(text, *pairs):
    """The text with every pair replaced; each must occur."""
    for old, new in pairs:
        assert old in text, f"not in the configuration: {old}"
        text = text.replace(old, new)
    return text


class Proxy(front.Proxy):
    """`edits` are pairs of texts to replace in the published configuration; with `tls` it also listens there with a
    certificate of its own."""

    def __init__(self, name, *nodes, edits=(), tls=False):
        super().__init__()
        self.buyers, self.trusted, self.tls = free_port(), free_port(), free_port()
        self.certificate = certificate(self.folder) if tls else ""
        values = {"buyers": self.buyers, "tls": self.tls, "pem": self.certificate}
        text = replaced((FRONT / FILES[name]).read_text(), *edits)
        if tls:
            text = replaced(text, (TLS[name][0], TLS[name][1].format(**values)))
            # Caddy would listen on port 80 too.
            text = text.replace("\tadmin off", "\tadmin off\n\tauto_https disable_redirects")
        self._absent = ()  # numbers of HAProxy's nodes
        self._start(*getattr(self, f"_{name}")(text, nodes))

    def _nginx(self, text, nodes):
        folders = " ".join(f"{kind}_temp_path {self.folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        extra = "".join(f"server 127.0.0.1:{node} max_fails=1 fail_timeout=2s; " for node in nodes[1:])
        text = replaced(text, ("http {", "http { " + folders), ("127.0.0.1:8080", f"127.0.0.1:{nodes[0]}"),
                        ("# server 127.0.0.1:8082 max_fails=1 fail_timeout=2s;", extra),
                        ("127.0.0.1:8000", f"127.0.0.1:{self.buyers}"), ("127.0.0.1:8001", f"127.0.0.1:{self.trusted}"), ("/var/log/nginx/onsale-trusted.log", "/dev/stdout"))
        (self.folder / "nginx.conf").write_text(text)
        user = "user root; " if os.geteuid() == 0 else ""
        return [_program("nginx"), "-c", f"{self.folder}/nginx.conf", "-e", "stderr",
                "-g", f"daemon off; pid {self.folder}/pid; error_log stderr warn; {user}"], {}

    def _haproxy(self, text, nodes):
        (self.folder / "haproxy.cfg").write_text(text)
        environment = {"FRONT_BUYERS": f"127.0.0.1:{self.buyers}", "FRONT_TRUSTED": f"127.0.0.1:{self.trusted}"}
        away = [free_port() for _ in range(3 - len(nodes))]
        environment |= {f"FRONT_NODE_{number}": f"127.0.0.1:{port}" for number, port in enumerate([*nodes, *away], 1)}
        self._absent = range(len(nodes) + 1, 4)
        return [_program("haproxy"), "-db", "-f", f"{self.folder}/haproxy.cfg"], environment

    def _caddy(self, text, nodes):
        (self.folder / "Caddyfile").write_text(text)
        environment = {"FRONT_BUYERS": f"http://:{self.buyers}", "FRONT_TRUSTED": f"http://:{self.trusted}",
                       "FRONT_NODES": " ".join(f"127.0.0.1:{node}" for node in nodes),
                       "XDG_DATA_HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder)}
        return [_program("caddy"), "run", "--config", f"{self.folder}/Caddyfile", "--adapter", "caddyfile"], environment

    def _reaches_a_node(self):
        # HAProxy ends what it is about to send to a node when it marks that node down.
        is_known = all(f"node-{number} is DOWN" in self.log() for number in self._absent)
        return is_known and super()._reaches_a_node()
