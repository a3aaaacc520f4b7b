import type { InjectionKey, Ref } from "vue";
import { inject, ref } from "vue";
import type { AsyncApi, Bridge, DataViewName, Frame, Reply, WireError } from "#contract/index.ts";
import { decodeFrame } from "#contract/index.ts";
import { httpBridge } from "./http-bridge.ts";

/** A failure that came over the border; `wire` is what main said. */
export class WireFailure extends Error {
  readonly wire: WireError;
  constructor(wire: WireError) {
    super(wire.message);
    this.name = "WireFailure";
    this.wire = wire;
  }
}

type FrameQuery = Readonly<Record<string, string | number>>;

/** What the window knows of the application behind it. */
export interface Client {
  readonly api: AsyncApi;
  readonly bridge: Bridge;
  /** writes under way; 0 = everything is saved */
  readonly pendingWrites: Ref<number>;
  readonly lastWriteFailed: Ref<boolean>;
  frame(view: DataViewName, query: FrameQuery, signal?: AbortSignal): Promise<Frame>;
}

const CLIENT: InjectionKey<Client> = Symbol("client");
export const clientKey = CLIENT;

declare global {
  interface Window {
    readonly spikedesk?: Bridge;
  }
}

/** The bridge that preload put into the window, else HTTP to where the page came from. */
export function chooseBridge(win: Window): Bridge {
  return win.spikedesk ?? httpBridge(win.location);
}

const READS = new Set(["info", "get", "list", "current", "recent", "catalog", "presets", "units"]);
const READ_NAMES = /^(get|choose|recognise|options|groundTruth)/;
const isWrite = (method: string): boolean => !READS.has(method) && !READ_NAMES.test(method);

/** Wraps a bridge as the typed contract; counts writes so that the status bar can say "saved". */
export function createClient(bridge: Bridge): Client {
  const pendingWrites = ref(0);
  const lastWriteFailed = ref(false);
  const call = async (namespace: string, method: string, input: unknown): Promise<unknown> => {
    const write = isWrite(method);
    if (write) pendingWrites.value++;
    try {
      // inputs are JSON; a copy of one, because a reactive proxy does not cross Electron's bridge
      const plain = JSON.parse(JSON.stringify(input)) as unknown;
      const reply = (await bridge.invoke(namespace, method, plain)) as Reply<unknown>; // the border's envelope
      if (write) lastWriteFailed.value = !reply.ok;
      if (reply.ok) return reply.value;
      throw new WireFailure(reply.error);
    } finally {
      if (write) pendingWrites.value--;
    }
  };
  return {
    api: methodsOf(call),
    // what a listener returns would have to cross Electron's bridge, and what cannot is thrown there
    bridge: {
      ...bridge,
      subscribe: (topic, listener) =>
        bridge.subscribe(topic, (event) => {
          listener(event);
        }),
    },
    pendingWrites,
    lastWriteFailed,
    frame: async (view, query, signal) => {
      const response = await fetch(bridge.dataUrl(view, query), signal ? { signal } : {});
      if (!response.ok) throw new WireFailure(await errorOf(response));
      return decodeFrame(await response.arrayBuffer());
    },
  };
}

type Call = (namespace: string, method: string, input: unknown) => Promise<unknown>;

function methodsOf(call: Call): AsyncApi {
  const namespaces = new Map<string, object>();
  const namespaceOf = (namespace: string): object => {
    const known = namespaces.get(namespace);
    if (known) return known;
    const made = new Proxy(
      {},
      {
        get: (_, method) =>
          typeof method === "string"
            ? (input: unknown) => call(namespace, method, input)
            : undefined,
      },
    );
    namespaces.set(namespace, made);
    return made;
  };
  return new Proxy({} as AsyncApi, {
    get: (_, namespace) => (typeof namespace === "string" ? namespaceOf(namespace) : undefined),
  });
}

async function errorOf(response: Response): Promise<WireError> {
  const text = await response.text();
  try {
    const parsed = JSON.parse(text) as Partial<WireError> & { error?: WireError };
    const wire = parsed.error ?? parsed;
    if (wire.code !== undefined && wire.message !== undefined)
      return { details: {}, ...wire } as WireError;
  } catch {
    // not ours: a proxy's page or an aborted answer; shown as it is
  }
  return {
    code: "Internal",
    message: `the application answered ${response.status} ${response.statusText}`,
    details: { answer: text.slice(0, 500) },
  };
}

/** Whatever was thrown, as the border's error. */
export function wireErrorOf(error: unknown): WireError {
  if (error instanceof WireFailure) return error.wire;
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? error.stack : undefined;
  return { code: "Internal", message, details: {}, ...(stack === undefined ? {} : { stack }) };
}

/** The client of this application instance. */
export function useClient(): Client {
  const client = inject(CLIENT);
  if (!client) throw new Error("no client was provided to this component");
  return client;
}
