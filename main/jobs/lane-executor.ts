import { MessageChannel, type MessagePort } from "node:worker_threads";
import {
  throwIfCancelled,
  type CancelFlag,
  type Chunk,
  type ChunkExecutor,
} from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { errorFromWire } from "#main/errors/index.ts";
import type { FromConductor, FromLane, ToConductor, ToLane } from "./messages.ts";

/** Chunks a lane may have at once: the one it computes and the next, so that it never waits for the conductor. */
const CHUNKS_PER_LANE = 2;

interface Lane {
  readonly id: number;
  readonly port: MessagePort;
  ready: boolean;
  stopping: boolean;
  /** chunks sent and not yet answered */
  pending: number[];
}

/**
 * Runs chunk tasks on lanes of the pool. Results are handed over in the order of the chunks; at most
 * `CHUNKS_PER_LANE` chunks per lane are under way or waiting to be handed over, which bounds memory.
 * A call ends only when its lanes have stopped, so that nobody writes into a folder that is given up.
 */
export function createLaneExecutor(options: {
  readonly port: MessagePort;
  readonly numWorkers: number;
  readonly cancel: CancelFlag;
}): ChunkExecutor {
  const calls = new Set<LaneCall>();
  let nextLaneId = 0;
  options.port.on("message", (message: ToConductor) => {
    for (const call of calls) call.fromMain(message);
  });
  return {
    numWorkers: options.numWorkers,
    async run(task, args, chunks, onResult) {
      throwIfCancelled(options.cancel);
      if (chunks.length === 0) return;
      const call = new LaneCall(options, task.name, chunks, onResult as OnResult);
      calls.add(call);
      try {
        const numLanes = Math.min(options.numWorkers, chunks.length);
        for (let i = 0; i < numLanes; i++) call.addLane(nextLaneId++, args);
        await call.finished;
      } finally {
        calls.delete(call);
      }
    },
  };
}

type OnResult = (out: unknown, chunk: Chunk, index: number) => void | Promise<void>;

/** One `run` of the executor. */
class LaneCall {
  readonly finished: Promise<void>;
  readonly #options: { readonly port: MessagePort; readonly cancel: CancelFlag };
  readonly #taskName: string;
  readonly #chunks: readonly Chunk[];
  readonly #onResult: OnResult;
  readonly #lanes = new Map<number, Lane>();
  readonly #results = new Map<number, unknown>();
  #next = 0;
  #delivered = 0;
  #delivering = false;
  #error: unknown;
  #ended = false;
  #settle: { resolve: () => void; reject: (error: unknown) => void } | undefined;

  constructor(
    options: { readonly port: MessagePort; readonly cancel: CancelFlag },
    taskName: string,
    chunks: readonly Chunk[],
    onResult: OnResult,
  ) {
    this.#options = options;
    this.#taskName = taskName;
    this.#chunks = chunks;
    this.#onResult = onResult;
    this.finished = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  addLane(id: number, args: unknown): void {
    const { port1, port2 } = new MessageChannel();
    const lane: Lane = { id, port: port1, ready: false, stopping: false, pending: [] };
    this.#lanes.set(id, lane);
    port1.on("message", (message: FromLane) => {
      this.#fromLane(lane, message);
    });
    const request: FromConductor = {
      type: "lane",
      laneId: id,
      task: this.#taskName,
      args,
      port: port2,
    };
    this.#options.port.postMessage(request, [port2]);
  }

  fromMain(message: ToConductor): void {
    if (message.type === "yieldLane") {
      const active = [...this.#lanes.values()].filter((lane) => lane.ready && !lane.stopping);
      const last = active.at(-1);
      if (active.length > 1 && last !== undefined) this.#stop(last);
      return;
    }
    const lane = this.#lanes.get(message.laneId);
    if (lane === undefined) return;
    this.#forget(lane);
    this.#fail(errorFromWire(message.error));
  }

  #fromLane(lane: Lane, message: FromLane): void {
    switch (message.type) {
      case "ready":
        lane.ready = true;
        if (this.#ended) this.#stop(lane);
        break;
      case "result":
        lane.pending = lane.pending.filter((index) => index !== message.index);
        this.#results.set(message.index, message.value);
        void this.#deliver();
        break;
      case "failed":
        this.#fail(errorFromWire(message.error));
        break;
      case "stopped":
        this.#forget(lane);
        break;
    }
    this.#assign();
  }

  /** Hands out chunks, lowest first, while the window of undelivered ones is open. */
  #assign(): void {
    if (this.#ended) return;
    const window = this.#lanes.size * CHUNKS_PER_LANE;
    for (const lane of this.#lanes.values()) {
      while (lane.ready && !lane.stopping && lane.pending.length < CHUNKS_PER_LANE) {
        const index = this.#nextInWindow(window);
        const chunk = index === undefined ? undefined : this.#chunks[index];
        if (index === undefined || chunk === undefined) break;
        lane.pending.push(index);
        lane.port.postMessage({ type: "chunk", index, chunk } satisfies ToLane);
      }
    }
  }

  #nextInWindow(window: number): number | undefined {
    if (this.#next >= this.#chunks.length || this.#next - this.#delivered >= window)
      return undefined;
    return this.#next++;
  }

  async #deliver(): Promise<void> {
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      while (!this.#ended && this.#results.has(this.#delivered)) {
        throwIfCancelled(this.#options.cancel);
        const index = this.#delivered;
        const value = this.#results.get(index);
        this.#results.delete(index);
        const chunk = this.#chunks[index];
        if (chunk !== undefined) await this.#onResult(value, chunk, index);
        this.#delivered++;
        this.#assign();
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#delivering = false;
    }
    if (this.#ended || this.#delivered === this.#chunks.length) this.#end();
  }

  #fail(error: unknown): void {
    this.#error ??= error;
    this.#end();
  }

  /** Stops every lane; the call is over when the last has said so. */
  #end(): void {
    if (!this.#ended) {
      this.#ended = true;
      for (const lane of [...this.#lanes.values()]) {
        if (lane.ready) this.#stop(lane);
        else this.#drop(lane);
      }
    }
    if (this.#lanes.size > 0 || this.#delivering) return;
    if (this.#error === undefined) this.#settle?.resolve();
    else this.#settle?.reject(asError(this.#error));
  }

  #stop(lane: Lane): void {
    if (lane.stopping) return;
    lane.stopping = true;
    lane.port.postMessage({ type: "stop" } satisfies ToLane);
  }

  /** A lane that never said it was ready has done nothing; nobody need wait for it. */
  #drop(lane: Lane): void {
    lane.port.postMessage({ type: "stop" } satisfies ToLane);
    this.#options.port.postMessage({ type: "dropLane", laneId: lane.id } satisfies FromConductor);
    this.#forget(lane);
  }

  #forget(lane: Lane): void {
    this.#lanes.delete(lane.id);
    lane.port.close();
    if (this.#ended) this.#end();
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new EphysError("Internal", String(error));
}
