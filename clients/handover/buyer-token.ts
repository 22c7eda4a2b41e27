// How a shop written in TypeScript signs its buyers: docs/identity.md. Needs Node, and nothing else.
//
//     openssl genpkey -algorithm ed25519 -out shop.pem
//     npx tsx buyer-token.ts key-set shop.pem 2027-04 >keys.json
//     npx tsx buyer-token.ts token shop.pem 2027-04 https://shop.example onsale kim
import { type KeyObject, createPrivateKey, createPublicKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";

const base64url = (json: object) => Buffer.from(JSON.stringify(json)).toString("base64url");

/** A token for a buyer who has signed in at the shop. */
export function buyerToken(
  key: KeyObject,
  keyId: string,
  issuer: string,
  audience: string,
  user: string,
): string {
  const now = Math.floor(Date.now() / 1000);
  const header = { alg: "EdDSA", kid: keyId };
  const claims = { iss: issuer, aud: audience, sub: user, iat: now, exp: now + 300 };
  const covered = `${base64url(header)}.${base64url(claims)}`;
  return `${covered}.${sign(null, Buffer.from(covered), key).toString("base64url")}`;
}

/** The shop's public key, for the file that --buyer-keys names. */
export function keySet(key: KeyObject, keyId: string): object {
  const publicKey = createPublicKey(key).export({ format: "jwk" });
  return { keys: [{ ...publicKey, kid: keyId, use: "sig" }] };
}

const [what = "", file = "", keyId = "", issuer = "", audience = "", user = ""] =
  process.argv.slice(2);
const key = createPrivateKey(readFileSync(file));
console.log(
  what === "token"
    ? buyerToken(key, keyId, issuer, audience, user)
    : JSON.stringify(keySet(key, keyId)),
);
