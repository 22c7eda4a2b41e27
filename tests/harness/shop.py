"""A shop that signs its buyers: an Ed25519 key, its key set, and tokens."""

import base64
import json
import subprocess
import time

ISSUER, AUDIENCE = "https://shop.example", "onsale-tests"


def _base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Key:
    """A signing key in a file, made by the openssl of the machine."""

    def __init__(self, folder, name):
        self.name = name
        self.file = folder / f"{name}.pem"
        self._openssl("genpkey", "-algorithm", "ed25519", "-out", self.file)
        self.file.chmod(0o600)

    @staticmethod
    def _openssl(*arguments):
        return subprocess.run(("openssl", *map(str, arguments)), check=True, capture_output=True).stdout

    def public(self):
        """The public half as a member of a key set."""
        der = self._openssl("pkey", "-in", self.file, "-pubout", "-outform", "DER")
        return {"kty": "OKP", "crv": "Ed25519", "kid": self.name, "x": _base64url(der[-32:])}

    def token(self, user, kid=None, lifetime=300, age=0, **claims):
        """A token that was signed `age` seconds ago for `lifetime` seconds."""
        now = int(time.time()) - age
        claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": user, "iat": now, "exp": now + lifetime} | claims
        covered = ".".join(_base64url(json.dumps(part).encode())
                           for part in ({"alg": "EdDSA", "kid": kid or self.name}, claims))
        message = self.file.with_suffix(".message")
        message.write_text(covered)
        signature = self._openssl("pkeyutl", "-sign", "-rawin", "-inkey", self.file, "-in", message)
        return f"{covered}.{_base64url(signature)}"


class Shop:
    """A shop with a key set in a file."""

    def __init__(self, folder):
        self.folder = folder
        self.key_set = folder / "keys.json"
        self.key = Key(folder, "first")
        self.publish(self.key)

    def publish(self, *keys):
        draft = self.key_set.with_suffix(".new")
        draft.write_text(json.dumps({"keys": [key.public() for key in keys]}))
        draft.replace(self.key_set)

    def flags(self, key_file, key_set=None):
        """What a server needs to verify this shop's buyers; the key set may be a URL."""
        return ("--buyers", "signed", "--buyer-keys", key_set or self.key_set, "--buyer-issuer", ISSUER,
                "--buyer-audience", AUDIENCE, "--owner-key-file", key_file)
