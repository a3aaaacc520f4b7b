import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import { defineFunction } from "../define.ts";
import type { ScriptValue } from "./python-operations.ts";
import { runPythonScript } from "./python-script.ts";
import { pythonText } from "./python-text.ts";

/* SpikeInterface's core.core_tools for files of Python settings (phy's params.py). */

const PREFIX = "spikeinterface.core.core_tools";

const readPython = defineFunction({
  name: `${PREFIX}.read_python`,
  params: z.object({ path: z.string() }),
  async run({ path }, { fs }) {
    if ((await fs.stat(path))?.kind !== "file") {
      throw new EphysError("FileNotFound", `there is no file ${path}`, { path });
    }
    const text = await fs.readText(path);
    // the reference rewrites the text, so ranges inside strings change too
    const rewritten = text.replaceAll(/range\(([\d,]*)\)/g, "list(range($1))");
    const names = runPythonScript(rewritten, path);
    return Object.fromEntries(
      [...names].map(([name, value]) => [name.toLowerCase(), plain(value)]),
    );
  },
});

/** Dictionaries with text keys as records, others as maps. */
function plain(value: ScriptValue): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!(value instanceof Map)) return value;
  const entries = [...value].map(([key, item]) => [key, plain(item)] as const);
  return entries.every(([key]) => typeof key === "string")
    ? Object.fromEntries(entries as [string, unknown][])
    : new Map(entries);
}

const writePython = defineFunction({
  name: `${PREFIX}.write_python`,
  params: z.object({
    path: z.string(),
    dict: z.union([z.record(z.string(), z.unknown()), z.map(z.unknown(), z.unknown())]),
  }),
  async run({ path, dict }, { fs }) {
    const entries = dict instanceof Map ? [...dict] : Object.entries(dict);
    const lines = entries.map(([key, value]) => {
      const quote = typeof value === "string" && !value.startsWith("'") ? "'" : "";
      return `${pythonText(key)} = ${quote}${pythonText(value)}${quote}\n`;
    });
    const text = lines.join("");
    await fs.writeFile(path, text);
    return { returned: null, written: { [fs.path.basename(path)]: text } };
  },
});

export const PYTHON_FILE_FUNCTIONS = [readPython, writePython] as const;
