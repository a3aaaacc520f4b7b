import { join, resolve } from "node:path";
import type { JobDetail } from "#contract/index.ts";
import { createApp, type App } from "#main/app/index.ts";

export const WORKER_FILE = resolve(import.meta.dirname, "../../main/jobs/worker.ts");

/** The application as a host makes it, with settings of its own below `home`. */
export function testApp(home: string, options: Partial<Parameters<typeof createApp>[0]> = {}): App {
  return createApp({
    host: "http",
    dataFolder: join(home, "settings"),
    workerFile: WORKER_FILE,
    numWorkers: 2,
    ...options,
  });
}

/** Waits until a job has ended. */
export async function jobEnded(app: App, jobId: number): Promise<JobDetail> {
  for (;;) {
    const job = await app.api.jobs.get({ jobId });
    if (job.state !== "queued" && job.state !== "running") return job;
    await new Promise((resume) => setTimeout(resume, 30));
  }
}
