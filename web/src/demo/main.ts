// The page of `onsale demo`: a buyer's phone beside the operator's console, each in a frame.
//
// The console asks for its key, and this page hands it over (docs/decisions/0029-the-demo.md). The
// page imports nothing of the buyers' pages, so that these stay one script.

import { en, ko, type Words } from "./words.js";

type Language = "ko" | "en";

/** As the buyers' pages keep it: both have one origin. */
const LANGUAGE = "onsale.language";
const STATE_EVERY_MS = 5000;

function setting(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
}

function find<E extends HTMLElement>(id: string): E {
  return document.getElementById(id) as E;
}

function preferred(): Language {
  try {
    const chosen = localStorage.getItem(LANGUAGE);
    if (chosen === "ko" || chosen === "en") return chosen;
  } catch {
    // Storage is blocked: the browser's language counts.
  }
  return navigator.language.toLowerCase().startsWith("ko") ? "ko" : "en";
}

let language = preferred();
let state: keyof Pick<Words, "soldOut" | "ended"> | undefined;

function show(): void {
  const words = language === "ko" ? ko : en;
  document.documentElement.lang = language;
  document.title = words.title;
  find("title").textContent = words.title;
  find("about").textContent = words.about;
  find("show-phone").textContent = find("phone").title = words.phone;
  find("show-console").textContent = find("console").title = words.console;
  const other = find("language");
  other.textContent = words.otherLanguage;
  other.lang = language === "ko" ? "en" : "ko";
  find("state").textContent = state ? words[state] : "";
}

function choose(which: "phone" | "console"): void {
  document.querySelector("main")!.dataset["shown"] = which;
  for (const one of ["phone", "console"]) {
    find(`show-${one}`).setAttribute("aria-pressed", String(one === which));
  }
}

/** Whether the server still answers, and still has seats. */
async function readState(): Promise<void> {
  if (document.hidden) return;
  let now: typeof state;
  try {
    const answer = await fetch("/v1/rooms/main");
    const room = (await answer.json()) as { soldOut?: boolean };
    now = room.soldOut ? "soldOut" : undefined;
  } catch {
    now = "ended";
  }
  if (now === state) return;
  state = now;
  show();
}

function start(consoleUrl: string): void {
  const phone = find<HTMLIFrameElement>("phone");
  const frame = find<HTMLIFrameElement>("console");
  const consoleOrigin = new URL(consoleUrl).origin;
  const tell = (message: object) => frame.contentWindow?.postMessage(message, consoleOrigin);

  let key: string | undefined;
  window.addEventListener("message", (event) => {
    if (event.origin !== consoleOrigin || event.source !== frame.contentWindow) return;
    if ((event.data as { type?: string } | null)?.type === "onsale-demo-ready") void handKey();
  });
  async function handKey(): Promise<void> {
    key ??= ((await (await fetch("/demo/key")).json()) as { key: string }).key;
    tell({ type: "onsale-demo-key", key, language });
  }

  function changeLanguage(to: Language): void {
    language = to;
    show();
    tell({ type: "onsale-demo-language", language });
  }
  find("language").addEventListener("click", () => {
    const to = language === "ko" ? "en" : "ko";
    try {
      localStorage.setItem(LANGUAGE, to);
    } catch {
      // The phone keeps its language.
    }
    changeLanguage(to);
    phone.contentWindow?.location.reload();
  });
  // The buyer has changed it on the phone.
  window.addEventListener("storage", (event) => {
    if (event.key !== LANGUAGE) return;
    if (event.newValue === "ko" || event.newValue === "en") changeLanguage(event.newValue);
  });

  for (const which of ["phone", "console"] as const) {
    find(`show-${which}`).addEventListener("click", () => choose(which));
  }
  show();
  phone.src = "/";
  frame.src = consoleUrl;
  window.setInterval(() => void readState(), STATE_EVERY_MS);
}

// The frames trust one origin: another name of this machine leads there.
const home = setting("onsale-demo");
if (location.origin === home) start(setting("onsale-demo-console"));
else location.replace(`${home}/demo`);
