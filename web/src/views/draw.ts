// The check of a draw in the browser: from the published seed and list, the buyer's rank is
// computed again. docs/fair-draw.md has the formula.

import { type Token, api, isProblem } from "../api.js";
import { h, setText } from "../dom.js";
import { count } from "../format.js";
import { words } from "../language.js";

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16));
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function sha256(...parts: Uint8Array[]): Promise<Uint8Array> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", all));
}

function isBefore(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! < b[i]!;
  return false;
}

export type DrawCheck = { isTrue: boolean; rank: number; entries: number };

/** Computes everything again. `isTrue`: commitment, list and the buyer's own line and rank agree. */
export async function checkDraw(
  draw: { seed: string; commitment: string; listHash: string; entryCount: number; ranksBefore: number },
  token: { drawEntry: number; issuedAt: string; admissionRank: number | null },
  readPage: (after: number) => Promise<string>,
  onProgress: (lines: number) => void,
): Promise<DrawCheck> {
  const text = new TextEncoder();
  const seed = bytesOf(draw.seed);
  let list: Uint8Array = new Uint8Array(32);
  let lines = 0;
  let isListed = false;
  while (lines < draw.entryCount) {
    const page = (await readPage(lines)).split("\n").filter(Boolean);
    if (page.length === 0) break;
    for (const line of page) {
      list = await sha256(list, text.encode(`${line}\n`));
      lines += 1;
      if (line === `${token.drawEntry} ${token.issuedAt}`) isListed = lines === token.drawEntry;
    }
    onProgress(lines);
  }
  const valueOf = (entry: number) => {
    const number = new Uint8Array(8);
    new DataView(number.buffer).setBigUint64(0, BigInt(entry));
    return sha256(seed, list, number);
  };
  const own = await valueOf(token.drawEntry);
  let rank = 1;
  for (let entry = 1; entry <= lines; entry++) {
    if (entry === token.drawEntry) continue;
    const value = await valueOf(entry);
    if (isBefore(value, own)) rank += 1;
  }
  const isTrue =
    hexOf(await sha256(seed)) === draw.commitment &&
    hexOf(list) === draw.listHash &&
    isListed &&
    token.admissionRank === draw.ranksBefore + rank;
  return { isTrue, rank, entries: lines };
}

/** Reads the draw: its commitment before it is drawn, a check of the buyer's rank afterwards. */
export function readDraw(roomId: string, token: Token, signal: AbortSignal): HTMLElement {
  const w = words();
  const status = h("p", { role: "status" }, w.loading);
  const commitment = h("code", { class: "digest" });
  const box = h("div", {}, h("p", {}, w.drawHow), h("p", {}, w.drawCommitment, " ", commitment), status);
  const run = async () => {
    const draw = (await api.call("GET /v1/rooms/{roomId}/draw", { path: { roomId }, signal })).body;
    setText(commitment, draw.commitment);
    const { seed, listHash } = draw;
    if (!seed || !listHash || token.drawEntry === undefined) return setText(status, w.drawPending);
    const result = await checkDraw(
      { ...draw, seed, listHash },
      { ...token, drawEntry: token.drawEntry },
      async (after) => {
        const path = { roomId };
        const query = { after };
        const page = await api.call("GET /v1/rooms/{roomId}/draw/entries", { path, query, signal });
        return (page as { body?: string }).body ?? "";
      },
      (lines) => setText(status, w.drawReading(count(lines), count(draw.entryCount))),
    );
    setText(
      status,
      result.isTrue ? w.drawTrue(count(token.drawEntry), count(result.rank), count(result.entries)) : w.drawFalse,
    );
  };
  run().catch((error) => {
    if (!signal.aborted) setText(status, isProblem(error, "draw-not-found") ? w.drawPending : w.drawUnread);
  });
  return box;
}
