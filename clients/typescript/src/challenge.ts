// Solves the challenge that a server under pressure sends instead of a queue token.

import type { Schemas } from "./types.js";

export type Challenge = Schemas["Challenge"];

const ALGORITHM = "PBKDF2/SHA-256";
const COUNTER_BYTES = 4;
const TRIES_MAX = 1_000_000; // what a server may ask for
const AT_ONCE = 16; // browsers and Node compute them on several cores

/**
 * The proof that solves the challenge, for the member `proof` of the call. Takes about a second of
 * a phone.
 *
 * Errors: an Error if this client cannot solve it, or the reason of `signal`.
 */
export async function solveChallenge(challenge: Challenge, signal?: AbortSignal): Promise<string> {
  const { algorithm, cost, keyLength, keyPrefix, nonce, salt } = challenge.parameters;
  if (algorithm !== ALGORITHM) throw new Error(`cannot solve a challenge of ${algorithm}`);
  // Browsers offer it to pages of https and of localhost only.
  const { subtle } = await webCrypto();
  if (!subtle) throw new Error("cannot solve a challenge: this page has no crypto.subtle");
  const hash = { name: "PBKDF2", hash: "SHA-256", salt: bytesOf(salt), iterations: cost };
  const derive = async (counter: number) => {
    const password = bytesOf(nonce + counter.toString(16).padStart(2 * COUNTER_BYTES, "0"));
    const key = await subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    return hexOf(new Uint8Array(await subtle.deriveBits(hash, key, 8 * keyLength)));
  };
  for (let from = 0; from < TRIES_MAX; from += AT_ONCE) {
    signal?.throwIfAborted();
    const keys = await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => derive(from + i)));
    const found = keys.findIndex((key) => key.startsWith(keyPrefix));
    if (found >= 0) {
      const solution = { counter: from + found, derivedKey: keys[found] };
      return btoa(JSON.stringify({ challenge, solution }));
    }
  }
  throw new Error("the challenge has no solution");
}

export async function webCrypto(): Promise<Crypto> {
  // Node 18 has no global `crypto`. Bundlers would look for a module that is named in the call.
  const node = "node:crypto";
  return (
    globalThis.crypto ?? (await import(/* webpackIgnore: true */ /* @vite-ignore */ node)).webcrypto
  );
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16));
}
