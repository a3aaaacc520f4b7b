import vue from "@vitejs/plugin-vue";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { defineConfig } from "vite";

const STYLE_MODULE = "virtual:dockview.css";

/**
 * @returns {import("vite").Plugin}
 *
 * dockview-core ships its stylesheet only inside its script-tag build. It is taken out of there as a style of ours,
 * without the library's own colour themes: ours are tokens.css.
 */
function dockviewStyle() {
  return {
    name: "dockview-style",
    resolveId: (id) => (id === STYLE_MODULE ? `\0${STYLE_MODULE}` : undefined),
    load: (id) => {
      if (id !== `\0${STYLE_MODULE}`) return undefined;
      const require = createRequire(import.meta.url);
      const script = readFileSync(require.resolve("dockview-core/dist/dockview-core.js"), "utf8");
      const literal = /s\.textContent = ("(?:[^"\\]|\\.)*");/.exec(script)?.[1];
      if (literal === undefined)
        throw new Error("dockview-core/dist/dockview-core.js no longer holds its stylesheet");
      const style = JSON.parse(literal);
      return style.replace(/(^|\n)\.dockview-theme-[^{}]*\{[^{}]*\}/g, "");
    },
  };
}

/** One bundle for both hosts: relative addresses, nothing inline, the Chromium of the oldest Electron. */
export default defineConfig({
  base: "./",
  plugins: [vue(), dockviewStyle()],
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
