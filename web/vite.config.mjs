// Builds into build/web the documents `index.html`, the buyers' pages, with `--mode console` `console.html`, and with
// `--mode demo` `demo.html`; their files, named by the digest of their content, are in `assets/`. Each is a build of
// its own: one alone would move what they share into files of their own, and buyers would load more of them.
import { readFileSync } from "node:fs";

/** The licences of the packages in a script ask to be a part of every copy. */
function licences() {
  const texts = ["preact", "uplot"].map((name) => {
    const text = readFileSync(new URL(`node_modules/${name}/LICENSE`, import.meta.url), "utf8");
    return `${name}: ${text.trim()}`;
  });
  return `/*!\n${texts.join("\n\n")}\n*/`;
}

export default ({ mode }) => {
  const isConsole = mode === "console";
  const document = { console: "console.html", demo: "demo.html" }[mode] ?? "index.html";
  return {
    base: "./", // the server writes the path of the pages before the names in a document
    publicDir: false,
    ...(isConsole && { esbuild: { legalComments: "inline" } }),
    build: {
      outDir: "../build/web",
      emptyOutDir: document === "index.html",
      target: "es2022",
      assetsDir: "assets",
      assetsInlineLimit: 0, // the content security policy allows no data: URL
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rollupOptions: { input: document, ...(isConsole && { output: { banner: licences } }) },
    },
    // `npm run dev` beside a running server: http://127.0.0.1:5173, and /console.html
    server: {
      proxy: {
        "/v1/operator": process.env.ONSALE_OPERATOR_URL ?? "http://127.0.0.1:8081",
        "/v1": process.env.ONSALE_URL ?? "http://127.0.0.1:8080",
      },
    },
  };
};
