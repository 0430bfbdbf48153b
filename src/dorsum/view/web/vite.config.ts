import { defineConfig } from "vite";
import { licences } from "./licences.js";

// Names carry a hash of what is in the file, so that browsers may keep it for ever; nothing carries the machine or the
// time: the same sources give the same files, which CI checks.
export default defineConfig({
  base: "./",
  plugins: [licences()],
  build: {
    outDir: "../static",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
  server: { proxy: { "/api": { target: "http://127.0.0.1:8765", ws: true } } },
});
