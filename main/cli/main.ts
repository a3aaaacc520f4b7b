#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { bundleOfSources } from "./bundle.ts";
import type * as Program from "./program.ts";

// before anything else is loaded: the second start is several times quicker
enableCompileCache();
const { runProgram } = await program();
await runProgram(process.argv);

/** From one bundled file, or, where none can be made (no bundler, a folder that cannot be written), from the sources. */
async function program(): Promise<typeof Program> {
  let folder: string;
  try {
    folder = await bundleOfSources();
  } catch {
    return import("./program.ts");
  }
  return import(join(folder, "program.cjs")) as Promise<typeof Program>;
}
