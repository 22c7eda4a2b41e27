// What the browser keeps: `read` and `write` for good, `readTab` and `writeTab` for this tab.
//
// Errors: none: where storage is blocked, values live as long as the page.

const PREFIX = "onsale.";
const memory = new Map<string, string>();

function access(which: "localStorage" | "sessionStorage"): Storage | undefined {
  try {
    return window[which];
  } catch {
    return undefined;
  }
}

function get(which: "localStorage" | "sessionStorage", name: string): string | undefined {
  try {
    return access(which)?.getItem(PREFIX + name) ?? memory.get(which + name);
  } catch {
    return memory.get(which + name);
  }
}

function set(which: "localStorage" | "sessionStorage", name: string, value: string | undefined) {
  memory.delete(which + name);
  try {
    if (value === undefined) access(which)?.removeItem(PREFIX + name);
    else access(which)!.setItem(PREFIX + name, value);
  } catch {
    if (value !== undefined) memory.set(which + name, value);
  }
}

export const read = (name: string) => get("localStorage", name);
export const write = (name: string, value: string | undefined) => set("localStorage", name, value);
export const readTab = (name: string) => get("sessionStorage", name);
export const writeTab = (name: string, value: string | undefined) =>
  set("sessionStorage", name, value);
