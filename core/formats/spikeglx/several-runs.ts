import { EphysError } from "#core/model/index.ts";
import type { SpikeGlxFile } from "./streams.ts";

/** Folders that a message names. */
const MAX_NAMED = 8;

/** Two files are the same segment of a stream: says which folders below hold one run each. */
export function severalRuns(
  first: SpikeGlxFile,
  second: SpikeGlxFile,
  files: readonly SpikeGlxFile[],
): EphysError {
  const { parent, runs } = runFolders(files.map(({ binPath }) => binPath));
  if (runs.length < 2) {
    return new EphysError(
      "InvalidValue",
      `${first.binPath} and ${second.binPath} are the same gate and trigger of stream ${first.streamName}; ` +
        "move one of the runs to a folder of its own",
      { path: first.binPath, other: second.binPath },
    );
  }
  const more = runs.length > MAX_NAMED ? ` … (${String(runs.length)} in all)` : "";
  return new EphysError(
    "InvalidValue",
    `${parent} holds several SpikeGLX runs; open one of ${runs.slice(0, MAX_NAMED).join(", ")}${more}`,
    { path: parent, runs },
  );
}

/** The folder that all files lie in and the folders directly below it that hold some, by name. */
function runFolders(files: readonly string[]): {
  readonly parent: string;
  readonly runs: string[];
} {
  const folders = files.map((path) => path.split(/(?<=[\\/])/).slice(0, -1));
  let depth = 0;
  const [some = []] = folders;
  while (depth < some.length && folders.every((parts) => parts[depth] === some[depth])) depth++;
  const parent = withoutSlash(some.slice(0, depth).join(""));
  const below = folders.filter((parts) => parts.length > depth);
  const runs = new Set(below.map((parts) => withoutSlash(parts.slice(0, depth + 1).join(""))));
  return { parent, runs: [...runs].sort() };
}

function withoutSlash(path: string): string {
  return path.length > 1 ? path.replace(/[\\/]$/, "") : path;
}
