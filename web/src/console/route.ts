// Which page is shown: the address after `#`, such as `#rooms/main`.

import { Signal } from "./signal.js";
import type { Session } from "./session.js";

export const PAGES = ["live", "rooms", "seats", "buyer", "changes", "audit", "reports"] as const;
export type PageName = (typeof PAGES)[number];
export type Route = { page: PageName; id: string };

/** What every page gets. `id` is what follows the name in the address; empty without it. */
export type PageProps = { session: Session; id: string };

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

export function routeOf(hash: string): Route {
  const [name = "", ...rest] = hash.replace(/^#/, "").split("/");
  const page = PAGES.find((page) => page === name) ?? "live";
  return { page, id: decoded(rest.join("/")) };
}

export function hashOf(page: PageName, id = ""): string {
  return `#${page}${id && `/${encodeURIComponent(id)}`}`;
}

export const route = new Signal<Route>(routeOf(location.hash));
window.addEventListener("hashchange", () => {
  route.value = routeOf(location.hash);
});

export function go(page: PageName, id = ""): void {
  location.hash = hashOf(page, id);
}
