// Asks who the buyer is: only in a trial on one machine. Behind a shop, the shop says it.

import { buyerName, isBehindShop, renewBuyer, setBuyerName } from "../buyer.js";
import { h } from "../dom.js";
import { message, show } from "../frame.js";
import { words } from "../language.js";
import { pathOf } from "../place.js";
import type { Context } from "./view.js";

/** Whether the buyer is known; if not, the screen asks. */
export async function knowBuyer(context: Context, title: string, home: string): Promise<boolean> {
  if (await renewBuyer()) return true;
  const w = words();
  if (isBehindShop) {
    show({ title, home, body: message(w.signInTitle, w.signInText) });
    return false;
  }
  const input = h("input", {
    id: "name",
    name: "name",
    autocomplete: "username",
    required: true,
    maxlength: 64,
    "aria-describedby": "name-wrong",
  });
  const wrong = h("p", { id: "name-wrong", class: "wrong", role: "alert" });
  const submit = (event: Event) => {
    event.preventDefault();
    const name = input.value.trim().normalize("NFC");
    if (!/^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,63}$/u.test(name)) {
      wrong.textContent = w.whoInvalid;
      input.setAttribute("aria-invalid", "true");
      input.focus();
      return;
    }
    setBuyerName(name);
    context.again();
  };
  show({
    title,
    home,
    body: h(
      "form",
      { class: "who", onsubmit: submit },
      h("h1", {}, w.whoTitle),
      h("p", { class: "soft" }, w.whoText),
      h("label", { for: "name" }, w.whoLabel),
      input,
      wrong,
      h("button", { class: "primary" }, w.whoButton),
    ),
  });
  return false;
}

/** Who books, and a way to be somebody else in a trial. */
export function signedInAs(context: Context): HTMLElement | null {
  const name = buyerName();
  if (name === undefined) return null;
  const w = words();
  const change = () => {
    setBuyerName(undefined);
    context.go({ at: "concerts" });
  };
  return h(
    "p",
    { class: "soft who-is" },
    `${w.signedInAs(name)} `,
    isBehindShop ? null : h("button", { class: "text", type: "button", onclick: change }, w.changeName),
  );
}

export const homeOf = (concert: string) => pathOf({ at: "concert", concert });
