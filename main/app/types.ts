import type { AsyncApi, Events, Reply, Topic, WireError } from "#contract/index.ts";

/** An answer of the data plane. */
export type FrameReply =
  | { readonly ok: true; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly ok: false; readonly status: number; readonly error: WireError };

export type EventListener = <T extends Topic>(topic: T, event: Events[T]) => void;

/** The application behind any host. */
export interface App {
  /** The contract in process: inputs are parsed, failures are `EphysError`s. */
  readonly api: AsyncApi;
  /** The same for a border: names and input from outside, the answer as data, never a throw. */
  invoke(namespace: string, method: string, input: unknown): Promise<Reply<unknown>>;
  /** A binary frame of preload/contract/frames.ts. */
  frame(view: string, query: URLSearchParams): Promise<FrameReply>;
  /** Calls `listener` for every event; returns how to stop. */
  listen(listener: EventListener): () => void;
  /** Stops jobs, closes the project and the pool. */
  close(): Promise<void>;
}
