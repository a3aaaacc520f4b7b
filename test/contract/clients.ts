import type { AsyncApi, Frame, Reply } from "#contract/index.ts";
import { decodeFrame } from "#contract/index.ts";
import type { App } from "#main/app/index.ts";
import { errorFromWire } from "#main/errors/index.ts";
import { startHttpHost, type HttpHost } from "#main/http/index.ts";

/** One way to reach the contract. */
export interface ContractClient {
  readonly api: AsyncApi;
  frame(view: string, query: Readonly<Record<string, string | number>>): Promise<Frame>;
}

const queryOf = (query: Readonly<Record<string, string | number>>): URLSearchParams =>
  new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));

export function inProcessClient(app: App): ContractClient {
  return {
    api: app.api,
    async frame(view, query) {
      const reply = await app.frame(view, queryOf(query));
      if (!reply.ok) throw errorFromWire(reply.error);
      return decodeFrame(reply.bytes.buffer);
    },
  };
}

/** Over HTTP, with the cookie that the one-time token buys. */
export async function httpClient(host: HttpHost): Promise<ContractClient & { cookie: string }> {
  const welcome = await fetch(host.url, { redirect: "manual" });
  const cookie = (welcome.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const base = `http://127.0.0.1:${host.port}`;
  const call = async (namespace: string, method: string, input: unknown): Promise<unknown> => {
    const response = await fetch(`${base}/api/${namespace}/${method}`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie },
      body: JSON.stringify({ input }),
    });
    const reply = (await response.json()) as Reply<unknown>;
    if (reply.ok) return reply.value;
    throw errorFromWire(reply.error);
  };
  const methodsOf = (namespace: string): object =>
    new Proxy(
      {},
      { get: (_, method) => (input: unknown) => call(namespace, String(method), input) },
    );
  return {
    cookie,
    api: new Proxy({} as AsyncApi, { get: (_, namespace) => methodsOf(String(namespace)) }),
    async frame(view, query) {
      const response = await fetch(`${base}/data/${view}?${queryOf(query).toString()}`, {
        headers: { cookie },
      });
      if (!response.ok) throw errorFromWire((await response.json()) as never);
      return decodeFrame(await response.arrayBuffer());
    },
  };
}

export async function hostOf(app: App): Promise<HttpHost> {
  return startHttpHost({ app, rendererFolder: "/nowhere", port: 0 });
}
