import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { defineFormat, type Detection } from "../define.ts";
import { isFile, isFolder, peekJsonObject } from "../shared/files.ts";
import { channelsTableOf, findEphysFiles } from "./ephys-files.ts";
import { bidsStreams, readBidsStream } from "./recordings.ts";

export { readBids } from "./recordings.ts";

/** Brain Imaging Data Structure, electrophysiology: .nwb and .nix files with tables of channels, contacts and probes. */
export const bids = defineFormat({
  id: "bids",
  label: "BIDS (NWB or NIX with tables)",
  extensions: [],
  params: z.object({
    stream_id: z.string().nullish().describe("Which file (or file/series); needed when there are several."), // prettier-ignore
    stream_name: z.string().nullish().describe("The same by name."),
  }),
  detect,
  listStreams: async (path, ctx) =>
    (await bidsStreams(path, ctx)).map(({ id, name, numChannels, samplingFrequency }) => ({
      id,
      name,
      numChannels,
      samplingFrequency,
    })),
  readRecording: readBidsStream,
});

async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  if (!(await isFolder(path, ctx))) return undefined;
  const files = await findEphysFiles(path, ctx);
  const [first] = files;
  if (first === undefined) return undefined;
  const description = await peekJsonObject(ctx.fs.path.join(path, "dataset_description.json"), ctx);
  const version = description?.["BIDSVersion"];
  const hasTable = await isFile(channelsTableOf(first, ctx), ctx);
  if (typeof version !== "string" && !hasTable) return undefined;
  const count = `${String(files.length)} ${files.length === 1 ? "file" : "files"} of signals`;
  const why = hasTable
    ? `${count}, ${first.bidsName} with its table of channels`
    : `${count} and a dataset_description.json`;
  return { confidence: 1, why, root: path, kinds: ["recording"] };
}
