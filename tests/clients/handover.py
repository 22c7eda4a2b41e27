"""The programs of clients/handover sign a buyer whom a server then believes."""

import subprocess

import pytest

from harness import server as servers
from harness import typescript
from harness.client import Client, bearer
from harness.shop import AUDIENCE, ISSUER

FOLDER = servers.ROOT / "clients/handover"


def _typescript(folder):
    typescript.package()
    script = folder / "buyer-token.mjs"
    typescript.tool("esbuild", FOLDER / "buyer-token.ts", "--format=esm", f"--outfile={script}")
    return ["node", script]


LANGUAGES = {"python": lambda _: ["/usr/bin/python3", "-B", FOLDER / "buyer_token.py"],
             "java": lambda _: ["java", FOLDER / "BuyerToken.java"],
             "typescript": _typescript}


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=120).stdout.strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_signed_buyer_is_believed(language, tmp_path):
    private, public, keys = tmp_path / "shop.pem", tmp_path / "shop.pub", tmp_path / "keys.json"
    run("openssl", "genpkey", "-algorithm", "ed25519", "-out", private)
    run("openssl", "pkey", "-in", private, "-pubout", "-out", public)
    program = LANGUAGES[language](tmp_path)
    keys.write_text(run(*program, "key-set", public if language == "java" else private, "2027-04"))
    token = run(*program, "token", private, "2027-04", ISSUER, AUDIENCE, "kim")
    with servers.Server(tmp_path / "data", "--buyers", "signed", "--buyer-keys", keys, "--buyer-issuer", ISSUER,
                        "--buyer-audience", AUDIENCE,
                        "--owner-key-file", servers.owner_key_file(tmp_path)) as server:
        client = Client(server.ready().port)
        joined = client.post("/v1/queue/tokens", {}, headers=bearer(token))
        assert (joined.status, joined.json()["userId"]) == (201, "kim"), joined
        other = client.post("/v1/queue/tokens", {}, headers=bearer(token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1]))
        assert other.json()["reason"] == "bad-signature"
