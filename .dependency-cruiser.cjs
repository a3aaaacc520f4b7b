/* The layers of docs/architecture.md. Each rule says why it is there. */
const FAMILIES = [
  "preprocessing",
  "formats",
  "extensions",
  "metrics/quality",
  "sorters",
  "exporters",
];

const islands = FAMILIES.map((family) => ({
  name: `islands-${family.replace("/", "-")}`,
  comment: `a plugin of core/${family} may not know its siblings: adding or removing one touches only its folder and its catalog line`,
  severity: "error",
  from: { path: `^core/${family}/([^/]+)/.+`, pathNot: "\\.test\\.ts$" },
  to: { path: `^core/${family}/([^/]+)/.+`, pathNot: `^core/${family}/(?:$1|shared)/` },
}));

module.exports = {
  forbidden: [
    {
      name: "no-circular",
      comment: "a cycle means that two modules are one",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "core-is-pure",
      comment: "core runs in any worker: no node, no electron, no other top folder",
      severity: "error",
      from: { path: "^core/", pathNot: "\\.test\\.ts$" },
      to: { path: "^(native-io|preload|main|renderer|test|bench)/" },
    },
    {
      name: "core-has-no-node",
      comment: "files are reached through the ports of core/io",
      severity: "error",
      from: { path: "^core/", pathNot: "\\.test\\.ts$" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "core-libraries",
      comment: "the allow-list of docs/architecture.md",
      severity: "error",
      from: { path: "^core/", pathNot: "\\.test\\.ts$" },
      to: {
        path: "node_modules/",
        pathNot: "node_modules/(zod|fft\\.js|ml-matrix|jstat|zarrita|numcodecs|fflate|yaml)/",
      },
    },
    {
      name: "low-rows-stay-low",
      comment:
        "model, array, io, zarr, kernels, signal, linalg, stats never know what is built on them",
      severity: "error",
      from: {
        path: "^core/(model|array|io|zarr|kernels|signal|linalg|stats)/",
        pathNot: "\\.test\\.ts$",
      },
      to: { path: "^core/(?!model|array|io|zarr|kernels|signal|linalg|stats)[^/]+/" },
    },
    {
      name: "recordings-below-steps",
      comment:
        "recording, sorting and compute are what steps and formats are built on, not the other way round",
      severity: "error",
      from: {
        path: "^core/(recording|sorting|compute)/",
        pathNot: "\\.test\\.ts$|functions\\.ts$",
      },
      to: {
        path: "^core/(preprocessing|formats|open|sorting-components|analyzer|extensions|metrics|sorters|comparison|curation|exporters|jobs|generation|functions)/",
        pathNot: "^core/functions/define\\.ts$",
      },
    },
    {
      name: "native-io-is-low",
      comment: "the addon knows the ports that it implements, nothing else",
      severity: "error",
      from: { path: "^native-io/", pathNot: "\\.test\\.ts$" },
      to: { path: "^(core/(?!model|array|io|kernels)|preload|main|renderer)" },
    },
    {
      name: "contract-is-plain",
      comment: "both sides of the border read it",
      severity: "error",
      from: { path: "^preload/contract/", pathNot: "\\.test\\.ts$" },
      to: { path: "^(main|renderer|native-io|core/(?!model/))|node_modules/(electron|vue)/" },
    },
    {
      name: "renderer-never-core",
      comment: "the window sees the contract; of core only model and array at run time",
      severity: "error",
      from: { path: "^renderer/" },
      to: {
        path: "^(core|main|native-io)/",
        pathNot: "^core/(model|array)/",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "renderer-has-no-node",
      comment: "the window is sandboxed",
      severity: "error",
      from: { path: "^renderer/", pathNot: "^renderer/(dev/|vite\\.config\\.mjs)|\\.test\\.ts$" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "electron-in-one-place",
      comment: "everything but the Electron host runs without Electron",
      severity: "error",
      from: { pathNot: "^(main/electron/|main/cli/start\\.ts|preload/bridge\\.ts)|\\.test\\.ts$" },
      to: { path: "node_modules/electron/" },
    },
    {
      name: "main-never-renderer",
      comment: "main serves the built window as files",
      severity: "error",
      from: { path: "^main/" },
      to: { path: "^renderer/" },
    },
    ...islands,
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|release|\\.types|node_modules/\\.)" },
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: { conditionNames: ["import", "types", "default"] },
  },
};
