"""An HTTP/1.1 server of the test's own in a thread, for fake servers and proxies."""

import http.server
import threading

# Headers of one connection, which a proxy does not pass on.
HOP = {"connection", "content-length", "date", "host", "transfer-encoding"}


def without_hop(headers):
    """Of pairs of names and values, what a proxy passes on."""
    return {name: value for name, value in headers if name.lower() not in HOP}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one write per response
    disable_nagle_algorithm = True

    def read_body(self):
        """The bytes of the request's body; None if it has none."""
        size = int(self.headers.get("Content-Length", 0))
        return self.rfile.read(size) if size else None

    def reply(self, status, headers, content=b""):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    """Serves from `with` to its end, a thread for each connection."""

    daemon_threads = True

    def __init__(self, handler, context=None):
        """With the context of a certificate, a server over TLS."""
        super().__init__(("127.0.0.1", 0), handler)
        if context:
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self._thread = threading.Thread(target=self.serve_forever, daemon=True)

    @property
    def port(self):
        return self.server_port

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()
        self._thread.join()
