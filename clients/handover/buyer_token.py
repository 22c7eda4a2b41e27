"""How a shop written in Python signs its buyers: docs/identity.md. Needs PyJWT and cryptography.

    openssl genpkey -algorithm ed25519 -out shop.pem
    python3 buyer_token.py key-set shop.pem 2027-04 >keys.json
    python3 buyer_token.py token shop.pem 2027-04 https://shop.example onsale kim
"""

import json
import sys
import time

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from jwt.algorithms import OKPAlgorithm


def buyer_token(key, key_id, issuer, audience, user):
    """A token for a buyer who has signed in at the shop."""
    now = int(time.time())
    claims = {"iss": issuer, "aud": audience, "sub": user, "iat": now, "exp": now + 300}
    return jwt.encode(claims, key, algorithm="EdDSA", headers={"kid": key_id})


def key_set(key, key_id):
    """The shop's public key, for the file that --buyer-keys names."""
    return {"keys": [json.loads(OKPAlgorithm.to_jwk(key.public_key())) | {"kid": key_id, "use": "sig"}]}


if __name__ == "__main__":
    what, file, *values = sys.argv[1:]
    with open(file, "rb") as pem:
        private = load_pem_private_key(pem.read(), password=None)
    print(buyer_token(private, *values) if what == "token" else json.dumps(key_set(private, *values)))
