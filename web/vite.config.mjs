// Builds the pages into build/web: the documents, and files named by the digest of their content.
export default {
  base: "./", // the server writes its base path before the names in index.html
  publicDir: false,
  build: {
    outDir: "../build/web",
    emptyOutDir: true,
    target: "es2022",
    assetsDir: "assets",
    assetsInlineLimit: 0, // the content security policy allows no data: URL
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: { input: ["index.html", "demo.html"] },
  },
  // `npm run dev` beside a running server: http://127.0.0.1:5173
  server: { proxy: { "/v1": process.env.ONSALE_URL ?? "http://127.0.0.1:8080" } },
};
