import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { App } from "#main/app/index.ts";
import type { HttpHost } from "#main/http/index.ts";
import { testApp } from "#test/support/app.ts";
import { hostOf, httpClient } from "./clients.ts";

describe("the HTTP host", () => {
  let home: string;
  let app: App;
  let host: HttpHost;
  let cookie: string;
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "spikedesk-http-"));
    app = testApp(home);
    host = await hostOf(app);
    ({ cookie } = await httpClient(host));
  });
  afterAll(async () => {
    await host.close();
    await app.close();
    rmSync(home, { recursive: true, force: true });
  });

  /** Status of a request with headers that fetch would not send. */
  const status = (path: string, headers: Record<string, string>, method = "GET"): Promise<number> =>
    new Promise((resolve, reject) => {
      const sent = request(
        { host: "127.0.0.1", port: host.port, path, method, headers },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      sent.on("error", reject);
      sent.end(method === "POST" ? '{"input":{}}' : undefined);
    });

  it("takes the token once", async () => {
    expect((await fetch(host.url, { redirect: "manual" })).status).toBe(403);
    expect(await status("/?token=wrong", {})).toBe(403);
  });

  it("answers nobody without the cookie", async () => {
    expect(await status("/", {})).toBe(401);
    expect(await status("/api/app/info", {}, "POST")).toBe(401);
    expect(await status("/data/traces", { cookie: "spikedesk_1=x" })).toBe(401);
    expect(await status("/data/nothing", { cookie })).toBe(404);
  });

  it("refuses other names of this machine and other sites", async () => {
    const json = { cookie, "content-type": "application/json" };
    expect(await status("/api/app/info", json, "POST")).toBe(200);
    expect(await status("/api/app/info", { ...json, host: "evil.example" }, "POST")).toBe(421);
    const foreign = { ...json, origin: "http://evil.example" };
    expect(await status("/api/app/info", foreign, "POST")).toBe(403);
    const crossSite = { ...json, "sec-fetch-site": "cross-site" };
    expect(await status("/api/app/info", crossSite, "POST")).toBe(403);
    expect(await status("/api/app/info", { cookie, "content-type": "text/plain" }, "POST")).toBe(
      400,
    );
  });

  it("serves no file outside the window's folder", async () => {
    for (const path of ["/../package.json", "/%2e%2e/package.json", "/..%2fpackage.json", "/%00"]) {
      expect(await status(path, { cookie })).toBe(404);
    }
  });

  it("sends events to those who are let in only", async () => {
    const url = `ws://127.0.0.1:${host.port}/events`;
    const outside = new WebSocket(url);
    await expect(
      new Promise((resolve, reject) => {
        outside.once("open", resolve);
        outside.once("error", reject);
      }),
    ).rejects.toThrow("403");
    const inside = new WebSocket(url, { headers: { cookie } });
    await new Promise((resolve) => inside.once("open", resolve));
    const heard = new Promise<string>((resolve) =>
      inside.once("message", (data: Buffer) => {
        resolve(data.toString());
      }),
    );
    await app.api.projects.create({ path: join(home, "p") });
    expect(JSON.parse(await heard)).toMatchObject({ topic: "project", event: { name: "p" } });
    inside.close();
  });
});
