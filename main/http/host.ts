import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import type { Reply } from "#contract/index.ts";
import type { App } from "#main/app/index.ts";
import { EphysError } from "#core/model/index.ts";
import { wireErrorFrom } from "#main/errors/index.ts";
import { createSession, isLoopbackHost, isSameOrigin, type Session } from "./session.ts";
import { readStatic } from "./static-files.ts";

const MAX_BODY_BYTES = 4_000_000;
const MAX_EVENT_BYTES = 1024;

/** The page may load only what comes from here. */
const SECURITY_HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cache-control": "no-store",
} as const;

export interface HttpHost {
  readonly port: number;
  /** with the one-time token */
  readonly url: string;
  close(): Promise<void>;
}

export interface HttpHostOptions {
  readonly app: App;
  /** built renderer */
  readonly rendererFolder: string;
  /** 0 = any free one */
  readonly port: number;
}

/** Serves the workstation on this machine only, to whoever has the token that is printed once. */
export async function startHttpHost({
  app,
  rendererFolder,
  port,
}: HttpHostOptions): Promise<HttpHost> {
  const server = createServer();
  const bound = await listen(server, port);
  const session = createSession(bound);
  server.on("request", (request, response) => {
    void answer(request, response, { app, rendererFolder, session }).catch((error: unknown) => {
      sendJson(response, 500, { ok: false, error: wireErrorFrom(error) });
    });
  });
  const closeEvents = serveEvents(server, app, session);
  return {
    port: bound,
    url: `http://127.0.0.1:${String(bound)}/?token=${session.token}`,
    async close() {
      closeEvents();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Served {
  readonly app: App;
  readonly rendererFolder: string;
  readonly session: Session;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  served: Served,
): Promise<void> {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
  if (!isLoopbackHost(request)) {
    sendText(response, 421, "This host answers only as 127.0.0.1 or localhost.");
    return;
  }
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const token = url.searchParams.get("token");
  if (request.method === "GET" && url.pathname === "/" && token !== null) {
    redeem(response, served.session, token);
    return;
  }
  if (!served.session.holds(request)) {
    const message = "open the address that SpikeDesk printed when it started";
    refuse(response, url, 401, message);
    return;
  }
  if (!isSameOrigin(request)) {
    refuse(response, url, 403, "this request comes from another site");
    return;
  }
  await route(request, response, url, served);
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  { app, rendererFolder }: Served,
): Promise<void> {
  const [, area, first = "", second = ""] = url.pathname.split("/");
  if (area === "api" && request.method === "POST") {
    await answerCall(request, response, app, first, second);
    return;
  }
  if (area === "data" && request.method === "GET") {
    const reply = await app.frame(first, url.searchParams);
    if (reply.ok) send(response, 200, "application/octet-stream", reply.bytes);
    else sendJson(response, reply.status, reply.error);
    return;
  }
  const file =
    request.method === "GET" ? await readStatic(rendererFolder, url.pathname) : undefined;
  if (file !== undefined) send(response, 200, file.type, file.bytes);
  else if (url.pathname === "/") sendText(response, 503, NOT_BUILT);
  else sendText(response, 404, "not found");
}

const NOT_BUILT = "The window is not built here; run `npm run build` and load this page again.";

async function answerCall(
  request: IncomingMessage,
  response: ServerResponse,
  app: App,
  namespace: string,
  method: string,
): Promise<void> {
  let input: unknown;
  try {
    input = await readInput(request);
  } catch (error) {
    sendJson(response, 400, { ok: false, error: wireErrorFrom(error) });
    return;
  }
  const reply = await app.invoke(namespace, method, input);
  sendJson(response, reply.ok ? 200 : statusOf(reply.error.code), reply);
}

/** `{"input": …}`; only JSON, so that no form of another site can post it. */
async function readInput(request: IncomingMessage): Promise<unknown> {
  if (!(request.headers["content-type"] ?? "").startsWith("application/json")) {
    throw new EphysError("InvalidValue", "the body must be application/json");
  }
  const parts: Buffer[] = [];
  let numBytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    numBytes += part.length;
    if (numBytes > MAX_BODY_BYTES) {
      throw new EphysError("InvalidValue", `the body is over ${String(MAX_BODY_BYTES)} bytes`);
    }
    parts.push(part);
  }
  const body: unknown = parseJson(Buffer.concat(parts).toString("utf8"));
  if (typeof body !== "object" || body === null || !("input" in body)) {
    throw new EphysError("InvalidValue", 'the body must be {"input": …}');
  }
  return body.input;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new EphysError("InvalidValue", "the body is not JSON", {}, cause);
  }
}

function redeem(response: ServerResponse, session: Session, token: string): void {
  const cookie = session.redeem(token);
  if (cookie === undefined) {
    sendText(
      response,
      403,
      "This address was used already or is not the one that was printed. Start `serve` again for a new one.",
    );
    return;
  }
  response.writeHead(302, { "set-cookie": cookie, location: "/" }).end();
}

/** Every event to every open page, as {topic, event}. */
function serveEvents(server: Server, app: App, session: Session): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_EVENT_BYTES });
  server.on("upgrade", (request, socket, head) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const isWelcome =
      url.pathname === "/events" &&
      isLoopbackHost(request) &&
      isSameOrigin(request) &&
      session.holds(request);
    if (!isWelcome) {
      socket.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, socket, head, (open) => {
      open.on("error", () => {
        open.terminate();
      });
    });
  });
  const stop = app.listen((topic, event) => {
    const message = JSON.stringify({ topic, event });
    for (const socket of sockets.clients) socket.send(message);
  });
  return () => {
    stop();
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
  };
}

function refuse(response: ServerResponse, url: URL, status: number, message: string): void {
  if (!url.pathname.startsWith("/api/")) {
    sendText(response, status, `${message}.`);
    return;
  }
  const error = wireErrorFrom(new EphysError("PathNotAllowed", message));
  sendJson(response, status, { ok: false, error } satisfies Reply<never>);
}

function statusOf(code: string): number {
  if (code === "Internal") return 500;
  return code === "UnknownName" ? 404 : 400;
}

function send(response: ServerResponse, status: number, type: string, body: Uint8Array): void {
  response.writeHead(status, { "content-type": type, "content-length": body.byteLength });
  response.end(body);
}

function sendText(response: ServerResponse, status: number, text: string): void {
  send(response, status, "text/plain; charset=utf-8", Buffer.from(text + "\n"));
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  send(response, status, "application/json", Buffer.from(JSON.stringify(value)));
}

async function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const why = cause.code === "EADDRINUSE" ? "is in use" : `cannot be used (${cause.message})`;
      const message = `port ${String(port)} ${why}; give another with --port`;
      reject(new EphysError("InvalidValue", message, { port }, cause));
    });
    server.listen(port, "127.0.0.1", () => {
      resolve((server.address() as AddressInfo).port); // a TCP server's address is an object
    });
  });
}
