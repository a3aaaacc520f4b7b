import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { EphysError } from "#core/model/index.ts";
import { withMetadata, withProbe, type Recording } from "#core/recording/index.ts";
import { nwb } from "./nwb/index.ts";
import { readBidsProbes } from "./shared/bids-probe.ts";
import { isFolder } from "./shared/files.ts";
import { parseParams } from "./shared/kwargs.ts";

/**
 * The recordings of a BIDS folder: every .nwb in it with the probe of the folder's tables. (The reference refuses any
 * folder with an .nwb because of a wrong argument; this is what it is meant to give.)
 * @throws FileNotFound, MissingSibling, CorruptFile, and the errors of the readers
 */
export async function readBids(folder: string, ctx: CoreContext): Promise<Recording[]> {
  if (!(await isFolder(folder, ctx))) {
    throw new EphysError("FileNotFound", `there is no folder ${folder}`, { path: folder });
  }
  const recordings: Recording[] = [];
  for (const name of await ctx.fs.list(folder)) {
    if (ctx.fs.path.extname(name) !== ".nwb") continue;
    const params = parseParams(nwb.params, {}, "read_bids");
    const recording = await nwb.readRecording?.(ctx.fs.path.join(folder, name), params, ctx);
    if (!recording) continue;
    const bidsName = name.slice(0, -".nwb".length);
    const channels = ctx.fs.path.join(folder, bidsName.replace("_ephys", "_channels.tsv"));
    const probes = await readBidsProbes(folder, channels, recording.channelIds, ctx);
    const named = withMetadata(recording, { annotations: { bids_name: bidsName } });
    recordings.push(withProbe(named, probes));
  }
  return recordings;
}

/** The function of that name. */
export const readBidsFunction = defineFunction({
  name: "spikeinterface.extractors.bids.read_bids",
  params: z.object({ folder_path: z.string() }),
  run: ({ folder_path: folder }, ctx) => readBids(folder, ctx),
});
