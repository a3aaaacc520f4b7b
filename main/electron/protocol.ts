import { join } from "node:path";
import { protocol } from "electron";
import type { App } from "#main/app/index.ts";
import { readStatic } from "#main/http/index.ts";

export const SCHEME = "ephys";
export const APP_ORIGIN = `${SCHEME}://app`;

/** The window may load only the application's own files and data. */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
  "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Before the application is ready: the scheme counts as a secure origin. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
    },
  ]);
}

/** `ephys://app/…` answers files of the built renderer, `ephys://app/data/<view>?…` binary frames. */
export function serveScheme(app: App, rendererFolder: string): void {
  protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url);
    if (url.host !== "app" || request.method !== "GET")
      return reply(404, "text/plain", "not found");
    const view = /^\/data\/([a-z_]+)$/.exec(url.pathname)?.[1];
    if (view !== undefined) {
      const frame = await app.frame(view, url.searchParams);
      if (frame.ok) return reply(200, "application/octet-stream", frame.bytes);
      return reply(frame.status, "application/json", JSON.stringify(frame.error));
    }
    const file = await readStatic(join(rendererFolder), url.pathname);
    if (file === undefined) return reply(404, "text/plain", "not found");
    return reply(200, file.type, file.bytes);
  });
}

function reply(status: number, type: string, body: Uint8Array | string): Response {
  return new Response(body as ConstructorParameters<typeof Response>[0], {
    status,
    headers: {
      "content-type": type,
      "content-security-policy": CSP,
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    },
  });
}
