import type { ShownPart } from "#core/compute/index.ts";
import type { JsonObject } from "#core/model/index.ts";

type Column = Float32Array | Int32Array;

/** What a job shows of one topic. */
export interface ShownTopic {
  readonly arrays: Readonly<Record<string, Column>>;
  readonly meta: JsonObject;
  /** rows that came; more than the arrays hold when some were left out */
  readonly total: number;
}

/** Rows of a topic that are kept; of more, every second is left out again and again. */
const MAX_ROWS = 60_000;
/** Jobs whose last picture is kept. */
const KEPT_JOBS = 8;
/** How often windows are told. */
const TELL_EVERY_MS = 250;

/** What jobs show of themselves, in memory and bounded; the newest jobs of a session. */
export class ShownStore {
  readonly #jobs = new Map<number, Map<string, ShownTopic>>();
  readonly #timers = new Map<number, NodeJS.Timeout>();
  readonly #tell: (jobId: number, topics: readonly string[]) => void;

  constructor(tell: (jobId: number, topics: readonly string[]) => void) {
    this.#tell = tell;
  }

  take(jobId: number, part: ShownPart): void {
    let topics = this.#jobs.get(jobId);
    if (topics === undefined) {
      topics = new Map();
      this.#jobs.set(jobId, topics);
      const [oldest] = this.#jobs.keys();
      if (this.#jobs.size > KEPT_JOBS && oldest !== undefined) this.#jobs.delete(oldest);
    }
    topics.set(part.topic, joined(topics.get(part.topic), part));
    if (this.#timers.has(jobId)) return;
    const timer = setTimeout(() => {
      this.#timers.delete(jobId);
      this.#tell(jobId, this.topics(jobId));
    }, TELL_EVERY_MS);
    timer.unref();
    this.#timers.set(jobId, timer);
  }

  topics(jobId: number): readonly string[] {
    return [...(this.#jobs.get(jobId)?.keys() ?? [])];
  }

  /** undefined where the job shows nothing of that name, or not any more */
  get(jobId: number, topic: string): ShownTopic | undefined {
    return this.#jobs.get(jobId)?.get(topic);
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}

function joined(before: ShownTopic | undefined, { mode, arrays, meta }: ShownPart): ShownTopic {
  const [first] = Object.values(arrays);
  const rows = first?.length ?? 0;
  if (mode === "replace" || before === undefined) return { arrays, meta, total: rows };
  const total = before.total + rows;
  const stride = Math.max(1, 2 ** Math.ceil(Math.log2(total / MAX_ROWS)));
  const old = Math.max(1, 2 ** Math.ceil(Math.log2(before.total / MAX_ROWS)));
  const columns = Object.entries(arrays).map(([name, column]) => {
    const kept = before.arrays[name] ?? column.subarray(0, 0);
    return [name, concatenate(every(kept, stride / old), every(column, stride))] as const;
  });
  return { arrays: Object.fromEntries(columns), meta, total };
}

function every(column: Column, stride: number): Column {
  return stride <= 1 ? column : column.filter((_, i) => i % stride === 0);
}

function concatenate(a: Column, b: Column): Column {
  const out =
    b instanceof Float32Array
      ? new Float32Array(a.length + b.length)
      : new Int32Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
