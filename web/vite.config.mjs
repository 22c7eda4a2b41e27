// Builds into build/web, files named by the digest of their content: the buyers' pages as `index.html` and
// `assets/`; with `--mode console`, which comes second, the console as `console.html` and `console/assets/`.
// Two builds, because one would make files that both share, and buyers would load more than they need.
export default ({ mode }) => {
  const isConsole = mode === "console";
  return {
    base: "./", // the server writes its base path before the names in index.html
    publicDir: false,
    ...(isConsole && { esbuild: { jsx: "automatic", jsxImportSource: "preact" } }),
    build: {
      outDir: "../build/web",
      emptyOutDir: !isConsole,
      target: "es2022",
      assetsDir: isConsole ? "console/assets" : "assets",
      assetsInlineLimit: 0, // the content security policy allows no data: URL
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rollupOptions: { input: isConsole ? "console.html" : "index.html" },
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
