import { homedir } from "node:os";
import { join } from "node:path";
import { cwd, stdout } from "node:process";
import { createApp, folderGuard } from "#main/app/index.ts";
import { wireErrorFrom } from "#main/errors/index.ts";
import { startHttpHost } from "#main/http/index.ts";
import { WORKER_FILE } from "#main/workbench/index.ts";
import { dataFolder } from "./data-folder.ts";

/** Serves the workstation until it is told to stop; jobs are stopped and the project closed first. */
export async function serve(options: {
  readonly port: number;
  readonly json: boolean;
  readonly workers?: number;
}): Promise<void> {
  const app = createApp({
    host: "http",
    dataFolder: dataFolder(),
    workerFile: WORKER_FILE,
    guard: folderGuard([cwd(), join(homedir(), "SpikeDesk")]),
    ...(options.workers === undefined ? {} : { numWorkers: options.workers }),
  });
  try {
    const host = await startHttpHost({
      app,
      rendererFolder: join(import.meta.dirname, "../../dist/renderer"),
      port: options.port,
    });
    const { url, port } = host;
    stdout.write(options.json ? JSON.stringify({ url, port }) + "\n" : `SpikeDesk is at ${url}\n`);
    await untilStopped();
    await host.close();
  } catch (error) {
    const { code, message, details } = wireErrorFrom(error);
    process.exitCode = 1;
    if (options.json) stdout.write(JSON.stringify({ error: { code, message, details } }) + "\n");
    else process.stderr.write(`${code}: ${message}\n`);
  } finally {
    await app.close();
  }
}

async function untilStopped(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}
