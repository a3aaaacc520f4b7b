import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { EphysError } from "#core/model/index.ts";
import {
  STATE,
  type Hdf5Operations,
  type OperationName,
  type Reply,
  type Request,
} from "./messages.ts";

/** Without any file read for this long, an operation on a file's structure goes in circles. */
const STUCK_MS = 2000;
/** The same where samples are decompressed or written. */
const STUCK_IN_DATA_MS = 60_000;
/** Even with file reads: a structure that refers to itself. */
const LONGEST_MS = 20_000;
const LOOK_EVERY_MS = 200;

const DATA_OPERATIONS: readonly OperationName[] = ["read", "createDataset", "appendRows", "finish"];

interface Pending {
  readonly request: Request;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** Beside this file in a checkout; beside the bundle, outside of an archive, in a packaged application. */
function threadFile(): string {
  const folder = dirname(fileURLToPath(import.meta.url));
  const source = join(folder, "thread.ts");
  if (existsSync(source)) return source;
  return join(folder.replace(/app\.asar(?=$|[\\/])/, "app.asar.unpacked"), "hdf5-thread.cjs");
}

/**
 * The thread of the HDF5 library, started when first needed and again after it was stopped. It is stopped when a
 * damaged file makes the library trap, abort or turn in circles; only the request that did it fails.
 */
export class Hdf5Thread {
  #worker: Worker | undefined;
  #state = new Int32Array(new SharedArrayBuffer(16));
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #watch: NodeJS.Timeout | undefined;
  #seen = { id: 0, reads: 0, movedAt: 0, startedAt: 0 };

  ask<Name extends OperationName>(
    name: Name,
    args: Parameters<Hdf5Operations[Name]>[0],
  ): Promise<ReturnType<Hdf5Operations[Name]>> {
    return new Promise((resolve, reject) => {
      const request: Request = { id: this.#nextId++, name, args };
      this.#pending.set(request.id, {
        request,
        resolve: resolve,
        reject,
      });
      this.#start().postMessage(request);
      this.#busy();
    });
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    this.#state = new Int32Array(new SharedArrayBuffer(16));
    const worker = new Worker(threadFile(), {
      workerData: this.#state,
      name: "hdf5",
    });
    worker.on("message", (reply: Reply) => {
      this.#settle(reply, worker);
    });
    worker.on("error", (error: Error) => {
      this.#lost(worker, `the HDF5 library failed (${error.message.slice(0, 200)})`);
    });
    worker.on("exit", () => {
      this.#lost(worker, "the HDF5 library stopped on it");
    });
    this.#worker = worker;
    return worker;
  }

  #settle(reply: Reply, worker: Worker): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (!reply.ok && reply.fatal) this.#abandon(worker);
    if (this.#pending.size === 0) this.#idle();
    if (reply.ok) pending?.resolve(reply.value);
    else pending?.reject(new EphysError(reply.code, reply.message, reply.details));
  }

  /** The thread ended by itself: the request that it worked on fails, those that waited are asked again. */
  #lost(worker: Worker, why: string): void {
    if (this.#worker !== worker) return;
    const culprit = Atomics.load(this.#state, STATE.operation);
    this.#abandon(worker, [culprit, why]);
  }

  #abandon(worker: Worker, failed?: readonly [number, string]): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    worker.removeAllListeners("exit");
    void worker.terminate();
    const [first] = this.#pending.keys();
    if (failed) this.#fail(this.#pending.has(failed[0]) ? failed[0] : (first ?? 0), failed[1]);
    for (const { request } of [...this.#pending.values()]) {
      // a file being written is lost with its thread
      if (isWrite(request.name)) this.#fail(request.id, "writing was interrupted");
      else this.#start().postMessage(request);
    }
    if (this.#pending.size > 0) this.#busy();
  }

  #fail(id: number, why: string): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    const { file } = pending.request.args;
    const code = isWrite(pending.request.name) ? "WriteFailed" : "CorruptFile";
    const remedy = code === "CorruptFile" ? "; it is damaged: copy it again" : "";
    pending.reject(new EphysError(code, `${file}: ${why}${remedy}`, { path: file }));
    if (this.#pending.size === 0) this.#idle();
  }

  /** A thread that works keeps the process alive; one that waits does not. */
  #busy(): void {
    this.#worker?.ref();
    this.#watch ??= setInterval(() => {
      this.#look();
    }, LOOK_EVERY_MS);
  }

  #idle(): void {
    this.#worker?.unref();
    clearInterval(this.#watch);
    this.#watch = undefined;
  }

  #look(): void {
    const now = performance.now();
    const id = Atomics.load(this.#state, STATE.operation);
    const reads = Atomics.load(this.#state, STATE.fileReads);
    if (id !== this.#seen.id) this.#seen = { id, reads, movedAt: now, startedAt: now };
    const reading = Atomics.load(this.#state, STATE.inFileRead) === 1;
    if (reads !== this.#seen.reads || reading) {
      this.#seen = { ...this.#seen, reads, movedAt: now };
    }
    const pending = this.#pending.get(id);
    if (!pending || !this.#worker) return;
    const isData = DATA_OPERATIONS.includes(pending.request.name);
    const stuck = now - this.#seen.movedAt > (isData ? STUCK_IN_DATA_MS : STUCK_MS);
    const endless = !isData && !reading && now - this.#seen.startedAt > LONGEST_MS;
    if (!stuck && !endless) return;
    this.#abandon(this.#worker, [id, "its HDF5 structure goes in circles"]);
  }
}

function isWrite(name: OperationName): boolean {
  return !["open", "kindOf", "list", "dataset", "attributes", "read"].includes(name);
}
