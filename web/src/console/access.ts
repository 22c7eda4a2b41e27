// Which pages a key may use: those whose scope it has are offered, and the first of them is where it starts.

import type { PageName } from "./route.js";
import type { Scope } from "./session.js";

/** The scope without which the page shows nothing; null: it asks the server nothing. */
const NEEDS: Readonly<Record<PageName, Scope | null>> = {
  live: "metrics",
  rooms: "rooms:read",
  seats: "reservations:read",
  buyer: "reservations:read",
  changes: "audit",
  audit: "audit",
  reports: null,
};
// A key that may not see the sale is for answering buyers, if it may do that.
const STARTS: readonly PageName[] = ["live", "buyer", "rooms", "changes", "reports"];

export function mayUse(scopes: readonly Scope[], page: PageName): boolean {
  const needs = NEEDS[page];
  return needs === null || scopes.includes(needs);
}

export function startOf(scopes: readonly Scope[]): PageName {
  return STARTS.find((page) => mayUse(scopes, page)) ?? "reports";
}
