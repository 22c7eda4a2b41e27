// Where the pages are: the path under which a proxy serves them, and the address in the browser.

/** The base path, such as `/shop`; empty at the root. The scripts lie in `{base}/assets`. */
export const base: string = import.meta.env.DEV
  ? ""
  : new URL("..", import.meta.url).pathname.replace(/\/$/, "");

export type Route =
  | { at: "concerts" }
  | { at: "concert" | "queue" | "book"; concert: string }
  | { at: "booking"; reservation: string }
  | { at: "me" }
  | { at: "nowhere" };

export function routeOf(pathname: string): Route {
  const path = pathname.startsWith(base) ? pathname.slice(base.length) : pathname;
  const [first = "", second = "", third = "", ...rest] = path.split("/").slice(1).map(decode);
  if (first === "" && !second) return { at: "concerts" };
  if (first === "me" && !second) return { at: "me" };
  if (first === "b" && second && !third) return { at: "booking", reservation: second };
  if (first === "c" && second && rest.length === 0) {
    if (third === "") return { at: "concert", concert: second };
    if (third === "queue" || third === "book") return { at: third, concert: second };
  }
  return { at: "nowhere" };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return "";
  }
}

export function pathOf(route: Exclude<Route, { at: "nowhere" }>): string {
  switch (route.at) {
    case "concerts":
      return `${base}/`;
    case "me":
      return `${base}/me`;
    case "booking":
      return `${base}/b/${encodeURIComponent(route.reservation)}`;
    case "concert":
      return `${base}/c/${encodeURIComponent(route.concert)}`;
    default:
      return `${base}/c/${encodeURIComponent(route.concert)}/${route.at}`;
  }
}
