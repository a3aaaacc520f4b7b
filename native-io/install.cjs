/*
 * Builds the native kernels when the project is installed (package.json "postinstall"). A machine without compilers must
 * still get a working installation: whatever goes wrong here becomes one line of warning, never a failure.
 *
 *   node native-io/install.cjs            builds unless the binary is of these very sources
 *   node native-io/install.cjs --force    builds in any case
 */
"use strict";

const { spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const folder = __dirname;
const root = path.dirname(folder);
const binary = path.join(folder, "build", "Release", "spikedesk.node");
const stamp = path.join(folder, "build", "sources.sha256");

/** All files under a folder, in a stable order. */
function filesUnder(from) {
  return fs
    .readdirSync(from, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const name = path.join(from, entry.name);
      return entry.isDirectory() ? filesUnder(name) : [name];
    });
}

/** What the binary depends on: sources, build description, the wrapper's version, the machine. */
function hashOfSources() {
  const hash = createHash("sha256");
  hash.update(`${process.platform} ${process.arch} `);
  hash.update(require("node-addon-api/package.json").version);
  for (const file of [path.join(folder, "binding.gyp"), ...filesUnder(path.join(folder, "src"))]) {
    hash.update(path.relative(folder, file).replaceAll("\\", "/"));
    hash.update(fs.readFileSync(file));
  }
  return hash.digest("hex");
}

function isUpToDate(hash) {
  return fs.existsSync(binary) && fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === hash;
}

/** The tools that node-gyp will look for and not find; Windows has its own search. */
function missingTools() {
  if (process.platform === "win32") return [];
  const found = (command) =>
    spawnSync(command, ["--version"], { stdio: "ignore" }).error === undefined;
  const needed = [
    ["python3", [process.env.PYTHON, process.env.npm_config_python, "python3", "python"]],
    ["make", [process.env.MAKE, "make", "gmake"]],
    ["g++", [process.env.CXX?.split(" ")[0], "g++", "clang++", "c++"]],
  ];
  return needed
    .filter(([, commands]) => !commands.some((command) => command && found(command)))
    .map(([name]) => name);
}

/**
 * Where Node's headers already are. The addon uses only Node-API 8, which is the same in every Node since 18, so headers
 * of any of them serve and nothing has to be downloaded. Undefined: node-gyp fetches them.
 */
function headersFolder() {
  const candidates = [
    process.env.npm_config_nodedir,
    path.dirname(path.dirname(process.execPath)),
    "/usr",
    "/usr/local",
  ];
  return candidates.find(
    (candidate) =>
      candidate &&
      fs.existsSync(path.join(candidate, "include", "node", "node_api.h")) &&
      fs.existsSync(path.join(candidate, "include", "node", "config.gypi")),
  );
}

/** The Node that the project pins, where it is installed: node-gyp needs a newer one than the system may have. */
function nodeProgram() {
  const name = process.platform === "win32" ? "node.exe" : "node";
  const pinned = path.join(root, "node_modules", "node", "bin", name);
  return fs.existsSync(pinned) ? pinned : process.execPath;
}

/** The line of a failed build that says most. */
function reasonOf(result) {
  if (result.error) return result.error.message;
  const lines = `${result.stdout}\n${result.stderr}`.split("\n");
  const telling = lines.find((line) => /error:|ERR! stack/.test(line)) ?? "the build failed";
  return telling.replace(/^gyp ERR! stack\s*/, "").trim();
}

function build() {
  const missing = missingTools();
  if (missing.length > 0) return `${missing.join(", ")} not found`;
  const gyp = require.resolve("node-gyp/bin/node-gyp.js", { paths: [root] });
  const args = [gyp, "rebuild", "--jobs", "max"];
  const headers = headersFolder();
  if (headers) args.push(`--nodedir=${headers}`);
  const result = spawnSync(nodeProgram(), args, {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 64 << 20,
    timeout: 15 * 60_000,
  });
  if (result.status !== 0 || !fs.existsSync(binary)) return reasonOf(result);
  const check = spawnSync(nodeProgram(), ["-e", `require(${JSON.stringify(binary)})`], {
    encoding: "utf8",
  });
  return check.status === 0 ? undefined : `the built addon does not load: ${reasonOf(check)}`;
}

function main() {
  const hash = hashOfSources();
  if (!process.argv.includes("--force") && isUpToDate(hash)) return undefined;
  const failure = build();
  if (failure === undefined) fs.writeFileSync(stamp, hash);
  else fs.rmSync(binary, { force: true }); // an addon of other sources must not be taken for this one
  return failure;
}

let failure;
try {
  failure = main();
} catch (error) {
  failure = error instanceof Error ? error.message : String(error);
}
if (failure !== undefined) {
  console.warn(
    `spikedesk: native kernels not built (${failure.split("\n")[0]}); the TypeScript kernels serve instead: ` +
      "filtering, common reference, whitening, noise levels and decoding run about 4 to 100 times slower. " +
      "With python3, make and g++ installed: node native-io/install.cjs",
  );
}
