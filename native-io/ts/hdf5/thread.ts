import { parentPort, workerData } from "node:worker_threads";
import { isEphysError } from "#core/model/index.ts";
import { loadLibrary } from "./library.ts";
import { STATE, type Reply, type Request } from "./messages.ts";
import { Reader } from "./reader.ts";
import { transferables } from "./transfer.ts";
import { Writer } from "./writer.ts";

/* The thread of the HDF5 library: one request after the other. */

const state = workerData as Int32Array;

/** Errors after which the library's memory cannot be trusted. */
function isFatal(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === "RuntimeError" || /abort|unreachable|out of memory/i.test(error.message))
  );
}

function answer(reader: Reader, writer: Writer, request: Request): Reply {
  const { id, name, args } = request;
  try {
    const handlers = { ...bound(reader, READS), ...bound(writer, WRITES) };
    return { id, ok: true, value: handlers[name]?.(args) };
  } catch (error) {
    if (isEphysError(error)) {
      const { code, message, details } = error;
      return { id, ok: false, code, message, details, fatal: writer.hasFailed };
    }
    const text = error instanceof Error ? error.message : String(error);
    return {
      id,
      ok: false,
      code: writer.hasFailed ? "WriteFailed" : "CorruptFile",
      message: `${args.file}: ${writer.hasFailed ? "cannot be written" : "its HDF5 structure is damaged"} (${text.slice(0, 300)})`,
      details: { path: args.file },
      fatal: writer.hasFailed || isFatal(error),
    };
  }
}

const READS = ["open", "kindOf", "list", "dataset", "attributes", "read"] as const;
const WRITES = [
  "create",
  "createGroup",
  "createDataset",
  "appendRows",
  "setAttribute",
  "createSoftLink",
  "finish",
] as const;

type Handler = (args: never) => unknown;

function bound<Name extends string>(
  owner: Readonly<Record<Name, Handler>>,
  names: readonly Name[],
): Record<string, (args: Request["args"]) => unknown> {
  return Object.fromEntries(
    names.map((name) => {
      const handler = owner[name].bind(owner) as (args: Request["args"]) => unknown;
      return [name, handler];
    }),
  );
}

const parts = loadLibrary(state).then((loaded) => ({
  reader: new Reader(loaded),
  writer: new Writer(loaded),
}));

parentPort?.on("message", (request: Request) => {
  void parts.then(({ reader, writer }) => {
    Atomics.store(state, STATE.operation, request.id);
    const reply = answer(reader, writer, request);
    Atomics.store(state, STATE.operation, 0);
    parentPort?.postMessage(reply, reply.ok ? transferables(reply.value) : []);
    if (!reply.ok && reply.fatal) process.exit(0);
  });
});
