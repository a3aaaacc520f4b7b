import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

/** One bundle for both hosts: relative addresses, nothing inline, the Chromium of the oldest Electron. */
export default defineConfig({
  base: "./",
  plugins: [vue()],
  build: {
    outDir: "../dist/renderer",
    emptyOutDir: true,
    target: "chrome114",
    cssTarget: "chrome114",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
});
