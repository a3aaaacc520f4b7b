import type { Bridge, Events, Topic } from "#contract/index.ts";
import { TOPICS } from "#contract/index.ts";

type Listener = (event: never) => void;

/** The contract over HTTP and one WebSocket, to the host that served the page (its cookie says who we are). */
export function httpBridge(location: Location): Bridge {
  const base = new URL(".", location.href);
  const listeners = new Map<Topic, Set<Listener>>(TOPICS.map((topic) => [topic, new Set()]));
  connect(base, (topic, event) =>
    listeners.get(topic)?.forEach((listener) => listener(event as never)),
  );
  return {
    host: "http",
    invoke: async (namespace, method, input) => {
      const response = await fetch(new URL(`api/${namespace}/${method}`, base), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ input }),
      }).catch((cause: unknown) => {
        throw new Error(`SpikeDesk does not answer at ${base.host}: is it still running?`, {
          cause,
        });
      });
      return response.json() as Promise<unknown>;
    },
    subscribe: <T extends Topic>(topic: T, listener: (event: Events[T]) => void) => {
      const set = listeners.get(topic);
      set?.add(listener);
      return () => void set?.delete(listener);
    },
    dataUrl: (view, query) => {
      const url = new URL(`data/${view}`, base);
      for (const [key, value] of Object.entries(query)) url.searchParams.set(key, String(value));
      return url.href;
    },
    pathOfFile: () => "",
  };
}

type Deliver = (topic: Topic, event: unknown) => void;

/** Keeps one socket open; a lost connection is tried again, slower each time, at most every 5 s. */
function connect(base: URL, deliver: Deliver, delayMs = 250): void {
  const url = new URL("events", base);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url);
  let nextDelayMs = Math.min(5000, delayMs * 2);
  socket.addEventListener("open", () => (nextDelayMs = 250));
  socket.addEventListener("message", (message: MessageEvent<string>) => {
    const { topic, event } = JSON.parse(message.data) as { topic: Topic; event: unknown };
    deliver(topic, event);
  });
  socket.addEventListener("close", () => {
    setTimeout(() => connect(base, deliver, nextDelayMs), delayMs);
  });
}
