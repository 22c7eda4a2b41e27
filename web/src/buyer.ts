// Who the buyer is. Behind a shop, the shop's token says it; in a trial on one machine, the page
// asks for a name. docs/pages.md has what a shop provides.

import { api, isProblem } from "./api.js";
import { read, readTab, write, writeTab } from "./storage.js";

/** A name of the server's page description: `<meta name="onsale-buyer-token" content="/session">`. */
function setting(name: string): string | undefined {
  const element = document.querySelector<HTMLMetaElement>(`meta[name="onsale-${name}"]`);
  return element?.content || undefined;
}

const tokenUrl = setting("buyer-token");

/** Whether the shop says who the buyer is. Else the page asks for a name. */
export const isBehindShop =
  tokenUrl !== undefined || typeof globalThis.onsaleBuyerToken === "function";

const RENEW_AFTER_MS = 4 * 60_000; // a shop's token is valid for at most ten minutes
let renewedAt = -Infinity;
let shopUser: string | undefined;

/** The user id in the claims of a token; the server verifies it, the page only shows it. */
function subjectOf(token: string): string | undefined {
  try {
    const base64 = token.split(".")[1]!.replace(/-/g, "+").replace(/_/g, "/");
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const claims = JSON.parse(new TextDecoder().decode(bytes)) as { sub?: unknown };
    return typeof claims.sub === "string" ? claims.sub : undefined;
  } catch {
    return undefined;
  }
}

async function askShop(): Promise<string | null> {
  if (typeof globalThis.onsaleBuyerToken === "function") return globalThis.onsaleBuyerToken();
  const response = await fetch(tokenUrl!, {
    credentials: "same-origin",
    cache: "no-store",
    headers: { Accept: "application/json" },
  });
  if (response.status === 401 || response.status === 403) return null;
  if (!response.ok) throw new Error(`the shop answers ${response.status}`);
  const { token } = (await response.json()) as { token?: unknown };
  return typeof token === "string" ? token : null;
}

/** Gets a new token of the shop if the last one may be over; whether there is one. */
export async function renewBuyer(force = false): Promise<boolean> {
  if (!isBehindShop) return buyerName() !== undefined;
  if (!force && performance.now() - renewedAt < RENEW_AFTER_MS) return api.buyerToken !== undefined;
  const token = await askShop();
  api.buyerToken = token ?? undefined;
  shopUser = token === null ? undefined : subjectOf(token);
  renewedAt = performance.now();
  return token !== null;
}

/** The user id; undefined if nobody is signed in. */
export function buyerName(): string | undefined {
  return isBehindShop ? shopUser : read("name");
}

export function setBuyerName(name: string | undefined): void {
  write("name", name);
}

/** Makes a call that reads a buyer token, once more with a new one if that was too old. */
export async function asBuyer<T>(call: () => Promise<T>): Promise<T> {
  await renewBuyer();
  try {
    return await call();
  } catch (error) {
    if (!isBehindShop || !isProblem(error, "buyer-token-invalid", "buyer-token-required")) throw error;
    await renewBuyer(true);
    return call();
  }
}

// The queue tokens of rooms. In a trial they are kept with the name, so that other tabs have them;
// behind a shop another tab gets the same token from the server.

function tokenKey(room: string): string {
  return `token.${room}.${buyerName() ?? ""}`;
}

export function keptToken(room: string): string | undefined {
  return isBehindShop ? readTab(tokenKey(room)) : read(tokenKey(room));
}

export function keepToken(room: string, token: string | undefined): void {
  (isBehindShop ? writeTab : write)(tokenKey(room), token);
  if (token) (isBehindShop ? writeTab : write)(`last.${buyerName() ?? ""}`, token);
}

/** The buyer's last queue token, which reads bookings until a day after its end. */
export function lastToken(): string | undefined {
  const name = `last.${buyerName() ?? ""}`;
  return isBehindShop ? readTab(name) : read(name);
}
