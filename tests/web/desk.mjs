// What an operator does at the console, in its own texts: `words` is a module that tests/harness/console.py bundles.

import { assert } from "./pages.mjs";

/** The texts of the console in the language of the run. */
export async function textsOf({ words, language = "ko" }) {
  const both = await import(words);
  return both[language];
}

/** Signs in with the key of the options. */
export async function signIn(page, { url, options, t, at = "" }) {
  await page.goto(`${url}/console${at}`);
  await giveKey(page, t, options.key);
  await page.locator("nav").waitFor();
}

export async function giveKey(page, t, key) {
  await page.getByLabel(t.frame.accessKey, { exact: true }).fill(key);
  await page.getByRole("button", { name: t.frame.signIn, exact: true }).click();
}

export async function goTo(page, t, name) {
  await page.getByRole("navigation").getByRole("link", { name: t.frame[name], exact: true }).click();
  await page.getByRole("heading", { level: 1 }).waitFor();
}

export const card = (page, title) => page.getByRole("region", { name: title, exact: true });
export const button = (place, name) => place.getByRole("button", { name, exact: true });

/**
 * The question that is open is `title`, says `has`, and is answered with its button. A reason that is asked for must be
 * given: without it the button does nothing.
 */
export async function consent(page, t, { title, has = [], reason, isNeeded = false, act }) {
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("heading", { name: title, exact: true }).waitFor();
  const text = await dialog.innerText();
  for (const part of has) assert(text.replace(/\s+/g, " ").includes(part), `the question does not say ${part}: ${text}`);
  if (reason !== undefined) {
    assert(!isNeeded || (await button(dialog, act).isDisabled()), "the question lets go without a reason");
    await dialog.getByLabel(isNeeded ? t.frame.reason : t.frame.reasonOptional).fill(reason);
  }
  await button(dialog, act).click();
  await dialog.waitFor({ state: "hidden" });
}

/** The short message of an act. */
export const said = (page, text) => page.locator(".toast").filter({ hasText: text }).first().waitFor();

/** Calls of the operator's API with the owner's key, past the console. */
export function api(page, { url, options }) {
  const call = async (method, target, data) => {
    const response = await page.request.fetch(`${url}/v1/operator/${target}`, { method, data, headers: options.operator });
    assert(response.ok(), `${method} ${target}: ${response.status()} ${await response.text()}`);
    return response.status() === 204 ? undefined : response.json();
  };
  return {
    call,
    room: () => call("GET", "rooms/main"),
    actions: async () => (await call("GET", "actions?limit=100")).actions,
  };
}

/** Runs `act`, which must leave exactly one row in the changes with its reason; the row. */
export async function oneRow(desk, reason, act) {
  const before = (await desk.actions()).length;
  await act();
  let rows = await desk.actions();
  for (const end = Date.now() + 60_000; rows.length === before && Date.now() < end; ) rows = await desk.actions();
  const added = rows.slice(0, rows.length - before);
  assert(added.length === 1, `${added.length} rows were put: ${JSON.stringify(added)}`);
  assert(added[0].reason === reason, `the row has the reason ${JSON.stringify(added[0].reason)}`);
  return added[0];
}

/** `wanted` are members of `given`. */
export function same(given, wanted, where) {
  for (const [name, value] of Object.entries(wanted))
    assert(JSON.stringify(given[name]) === JSON.stringify(value), `${where}: ${name} is ${JSON.stringify(given[name])}`);
}
