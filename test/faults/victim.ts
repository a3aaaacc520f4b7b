import { existsSync } from "node:fs";
import { join } from "node:path";
import { jobEnded, testApp } from "#test/support/app.ts";

/* What is killed: opens the project (or makes it), simulates where nothing is there yet, sorts and analyzes. */

const [home = ""] = process.argv.slice(2);
const path = join(home, "p.spikedesk");
const app = testApp(home);
const tree = existsSync(join(path, "project.sqlite"))
  ? await app.api.projects.open({ path })
  : await app.api.projects.create({ path });
let recordingId: number | undefined = tree.recordings[0]?.id;
if (recordingId === undefined) {
  const params = { duration_s: 4, num_channels: 8, num_units: 3, seed: 1 };
  const shape = { simulation: "ground_truth", params, storage: "binary" } as const;
  const { jobId } = await app.api.recordings.simulate(shape);
  process.stdout.write("simulating\n");
  recordingId = (await jobEnded(app, jobId)).resultIds.recordingId;
}
if (recordingId === undefined) throw new Error("no recording was made");
const run = { recordingId, sorter: "spikedesk", params: {}, analyze: true };
const { jobId } = await app.api.sorters.run(run);
process.stdout.write("sorting\n");
const job = await jobEnded(app, jobId);
process.stdout.write(`${job.state} ${job.error?.message ?? ""}\n`);
await app.close();
