"""A certificate authority of the test's own, made by the openssl of the machine."""

import subprocess


class Authority:
    """Signs certificates, like a company's certificate authority."""

    def __init__(self, folder):
        self._folder = folder
        folder.mkdir()
        self.certificate = folder / "ca.crt"
        self._make("ca", "-x509", "-days", "2", "-subj", "/CN=authority of the tests", "-out", self.certificate)

    def _make(self, name, *more):
        self._openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", self._folder / f"{name}.key", *more)

    def _openssl(self, *words):
        subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=self._folder)

    def sign(self, name):
        """(certificate, key) of a server with this name."""
        (self._folder / "names").write_text(f"subjectAltName=DNS:{name}\n")
        self._make(name, "-subj", "/CN=a server", "-out", f"{name}.csr")
        self._openssl("x509", "-req", "-in", f"{name}.csr", "-CA", self.certificate, "-CAkey", "ca.key", "-CAcreateserial",
                      "-days", "2", "-extfile", "names", "-out", f"{name}.crt")
        return self._folder / f"{name}.crt", self._folder / f"{name}.key"
