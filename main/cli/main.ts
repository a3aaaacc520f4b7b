#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// before anything else is loaded: the second start is several times quicker
enableCompileCache();
const { runProgram } = await import("./program.ts");
await runProgram(process.argv);
