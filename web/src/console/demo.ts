// In `onsale demo` the page around the console hands over its key (docs/decisions/0029-the-demo.md).

import type { Language } from "../language.js";
import { type Session, signIn } from "./session.js";
import { chooseLanguage } from "./words/index.js";

type Message = { type?: string; key?: unknown; language?: unknown };

/** The origin that may hand over a key: only the demo's server writes it into the document. */
function demoOrigin(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="onsale-demo"]')?.content ?? "";
}

function isLanguage(value: unknown): value is Language {
  return value === "ko" || value === "en";
}

/** Asks the page around this one for a key, if this is the demo, and follows its language. */
export function startDemo(onSession: (session: Session) => void): void {
  const origin = demoOrigin();
  if (!origin || window.parent === window) return;
  window.addEventListener("message", (event) => {
    if (event.origin !== origin || event.source !== window.parent) return;
    const message = (event.data ?? {}) as Message;
    if (isLanguage(message.language)) chooseLanguage(message.language);
    if (message.type !== "onsale-demo-key" || typeof message.key !== "string") return;
    // Without a session the sign-in stays, where any key can be typed.
    signIn(message.key).then(
      (session) => session && onSession(session),
      () => undefined,
    );
  });
  window.parent.postMessage({ type: "onsale-demo-ready" }, origin);
}
