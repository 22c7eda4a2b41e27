// The page of `onsale demo`. tests/test_demo.py starts it.

import { assert, checkAccess, checkWidth, giveName, press, wordsOf } from "./pages.mjs";

/**
 * A buyer gets in line on the phone beside the console; narrower, one at a time. The message that hands over the key,
 * as the console receives it.
 */
export async function demo({ page, url, options, shot }) {
  const words = wordsOf(options);
  await page.goto(`${url}/demo`);
  await page.locator("#phone").waitFor();
  const phone = await (await page.locator("#phone").elementHandle()).contentFrame();
  await press(phone, words.book);
  await giveName(phone, options.user, words);
  await phone.getByText(words.place).first().waitFor();
  const box = await page.locator("#phone").boundingBox();
  assert(box.width === 392 && box.height === 846, `the phone is ${box.width} x ${box.height}, with a border of 1`);
  assert(await page.locator("#console").isVisible(), "the console is not beside the phone");

  const desk = await (await page.locator("#console").elementHandle()).contentFrame();
  assert(desk.url().startsWith(`${options.beside}/console`), `the console is ${desk.url()}`);
  const received = await desk.evaluate(
    (home) =>
      new Promise((resolve) => {
        window.addEventListener("message", ({ origin, data }) => {
          if (data?.type === "onsale-demo-key") resolve({ origin, ...data });
        });
        window.parent.postMessage({ type: "onsale-demo-ready" }, home);
      }),
    url,
  );
  // Whoever is not the console gets nothing.
  const stranger = await phone.evaluate(
    (home) =>
      new Promise((resolve) => {
        window.addEventListener("message", ({ data }) => resolve(data));
        window.parent.postMessage({ type: "onsale-demo-ready" }, home);
        window.setTimeout(() => resolve(null), 500);
      }),
    url,
  );
  assert(stranger === null, "another page got the key");
  await checkAccess(page, "demo");
  await shot("wide");

  await page.setViewportSize({ width: 1000, height: 800 });
  assert(!(await page.locator("#console").isVisible()), "both are shown on a narrow screen");
  await page.locator("#show-console").click();
  assert(!(await page.locator("#phone").isVisible()), "both are shown on a narrow screen");
  await checkWidth(page, "the narrow demo");
  await shot("narrow");
  return received;
}
