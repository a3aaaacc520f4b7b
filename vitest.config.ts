import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

// one file per npm script, so that the unit and the end-to-end run do not overwrite each other's counts
const results = `test-output/results-${(process.env["npm_lifecycle_event"] ?? "vitest").replaceAll(":", "-")}.json`;

export default defineConfig({
  test: {
    maxWorkers: "100%", // by default one core stays idle, which is half of a small machine
    reporters: ["default", ["json", { outputFile: results }]],
    projects: [
      { test: { name: "core", include: ["core/**/*.test.ts"], testTimeout: 60_000 } },
      { test: { name: "native", include: ["native-io/**/*.test.ts"], testTimeout: 60_000 } },
      {
        test: {
          name: "main",
          include: ["main/**/*.test.ts", "preload/**/*.test.ts"],
          testTimeout: 60_000,
        },
      },
      {
        plugins: [vue()],
        test: { name: "renderer", include: ["renderer/**/*.test.ts"], environment: "happy-dom" },
      },
      {
        test: {
          name: "suites",
          include: ["test/{golden,conformance,contract,architecture,faults}/**/*.test.ts"],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          testTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
