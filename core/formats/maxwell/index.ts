import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { intProperty, withMetadata, withProbe, type Recording } from "#core/recording/index.ts";
import { defineFormat } from "../define.ts";
import { detectHdf5, holds } from "../shared/hdf5/index.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import { sessionRecording, sessionStreams } from "../shared/session/index.ts";
import { readMaxwellEvents } from "./events.ts";
import { openMaxwell } from "./session.ts";

const SI_CLASS = "spikeinterface.extractors.neoextractors.maxwell.MaxwellRecordingExtractor";

const params = z.object({
  stream_id: z.string().nullish().describe("Which well, e.g. well000; needed when several."),
  stream_name: z.string().nullish().describe("The same by name."),
  rec_name: z.string().nullish().describe("Which recording, e.g. rec0000; needed when several."),
  use_names_as_ids: z.boolean().default(false).describe("Channel ids are the channels' names."),
  install_maxwell_plugin: z
    .boolean()
    .nullish()
    .describe("Of the reference's reader; nothing is downloaded here."),
});
type Params = z.output<typeof params>;

/** MaxWell Biosystems' MaxOne and MaxTwo (HDF5): each well is a stream. */
export const maxwell = defineFormat({
  id: "maxwell",
  label: "MaxWell MaxOne, MaxTwo",
  extensions: ["h5"],
  params,
  detect: (path, ctx) =>
    detectHdf5(path, ctx, ["recording"], async (file) => {
      if (!(await holds(file, { "/version": "dataset" }))) return undefined;
      if (await holds(file, { "/wells": "group" })) return "MaxTwo's wells are in the HDF5 file";
      const isOne = await holds(file, { "/sig": "dataset", "/mapping": "dataset" });
      return isOne ? "MaxOne's signals and mapping are in the HDF5 file" : undefined;
    }),
  readers: [
    { function: "read_maxwell", kind: "recording", path: "file_path" },
    { function: "read_maxwell_event", kind: "event", path: "file_path" },
  ],
  listStreams: async (path, ctx) =>
    sessionStreams((await openMaxwell(path, undefined, ctx)).session),
  readRecording: (path, given, ctx) => read(path, parseParams(params, given, "MaxWell"), ctx),
  readEvents: readMaxwellEvents,
  recordingDicts: [
    {
      siClass: SI_CLASS,
      read: (kwargs, ctx) =>
        read(
          pathArgument(kwargs, "file_path", SI_CLASS),
          parseParams(params, kwargs, SI_CLASS),
          ctx,
        ),
    },
  ],
});

async function read(path: string, given: Params, ctx: CoreContext): Promise<Recording> {
  const { session, probes, recName } = await openMaxwell(path, given.rec_name, ctx);
  const kwargs = { file_path: path, rec_name: recName ?? null };
  const recording = sessionRecording(session, given, { siClass: SI_CLASS, kwargs }, path);
  // the choice was made by id or by name, which are the same, or there is only one
  const probe = probes.get(given.stream_id ?? given.stream_name ?? [...probes.keys()][0]);
  if (!probe) return recording;
  const electrodes = probe.contactAnnotations["electrode"].map(Number);
  return withMetadata(withProbe(recording, { probes: [probe] }), {
    properties: new Map([["electrode", intProperty(electrodes)]]),
  });
}
