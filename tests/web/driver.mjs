// Runs scenarios of the pages in one Chromium: a JSON object a line in, one a line out, when it has ended.
//
//   {"id": 1, "scenario": "purchase", "url": "http://127.0.0.1:8080", "options": {...}}
//   {"id": 1, "value": ...} or {"id": 1, "error": "..."}

import { createInterface } from "node:readline";
import { chromium } from "playwright-core";
import * as consoles from "./console.mjs";
import * as looks from "./console-looks.mjs";
import * as demos from "./demo.mjs";
import * as purchases from "./scenarios.mjs";
import * as states from "./states.mjs";

const scenarios = { ...consoles, ...looks, ...demos, ...purchases, ...states };

// Everything that a scenario waits for comes; so long it may take on a machine that does much else.
const WAIT_MS = 120_000;

// A scenario that has ended may leave a request behind.
process.on("unhandledRejection", (error) => console.error(error));

const browser = await chromium.launch({
  executablePath: process.env.ONSALE_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});

async function run({ scenario, url, options = {} }) {
  const context = await browser.newContext({
    viewport: options.viewport ?? { width: 390, height: 844 },
    hasTouch: !options.keyboard,
    isMobile: !options.keyboard,
    deviceScaleFactor: options.scale ?? 1,
    locale: options.language === "en" ? "en-GB" : "ko-KR",
    colorScheme: options.scheme ?? "light",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(options.timeout ?? WAIT_MS);
  const wrong = []; // what the pages must never do
  context.on("page", (one) => {
    one.on("pageerror", (error) => wrong.push(`error in the page: ${error.message}`));
    one.on("console", (message) => {
      if (/Content Security Policy|Refused to/.test(message.text())) wrong.push(message.text());
    });
  });
  const page = await context.newPage();
  const own = ["blob:", url, ...(options.beside ? [options.beside] : [])];
  context.on("request", (request) => {
    if (!own.some((start) => request.url().startsWith(start))) wrong.push(`a request to ${request.url()}`);
  });
  const shot = async (name) => {
    if (process.env.ONSALE_SHOTS)
      await page.screenshot({ path: `${process.env.ONSALE_SHOTS}/${scenario}-${options.language ?? "ko"}-${name}.png` });
  };
  try {
    const value = await scenarios[scenario]({ page, context, url, options, shot });
    if (wrong.length > 0) throw new Error(wrong.join("\n"));
    return { value };
  } catch (error) {
    await shot("failed").catch(() => {});
    const text = await page.evaluate(() => document.body.innerText).catch(() => "");
    return { error: `${error.stack ?? error}\n${wrong.join("\n")}\non the page at ${page.url()}:\n${text.slice(0, 600)}` };
  } finally {
    await context.close();
  }
}

const running = new Set();
for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  const done = run(command)
    .catch((error) => ({ error: String(error) }))
    .then((answer) => process.stdout.write(`${JSON.stringify({ id: command.id, ...answer })}\n`))
    .finally(() => running.delete(done));
  running.add(done);
}
await Promise.all(running);
await browser.close();
