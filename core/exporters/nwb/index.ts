import { z } from "zod";
import { requireRecording } from "#core/analyzer/index.ts";
import { throwIfCancelled, type ComputeContext } from "#core/compute/index.ts";
import { defineExporter, type ExportInput } from "../define.ts";
import { scalingOf, writeElectrodes } from "./electrodes.ts";
import { NwbObjects, text, texts } from "./objects.ts";
import { writeSeries } from "./series.ts";
import { timeLineOf } from "./time.ts";
import { writeUnits } from "./units.ts";

const NWB_VERSION = "2.7.0";

const params = z.strictObject({
  write_recording: z.boolean().default(true).describe("Also write the samples of the recording."),
  compression: z
    .number()
    .int()
    .min(0)
    .max(9)
    .default(4)
    .describe("Deflate level of the samples, 0 = none."),
  session_start_time: z.iso
    .datetime({ offset: true })
    .nullish()
    .describe("When the session began, e.g. 2024-05-06T07:08:09+02:00."),
  session_description: z.string().min(1).nullish().describe("One sentence on the session."),
  identifier: z
    .string()
    .min(1)
    .nullish()
    .describe("A text that no other file has; default: random."),
});

/** One file for archives and other tools: recording, electrodes, units with labels and metrics. */
export const nwb = defineExporter({
  name: "nwb",
  label: "NWB",
  summary: "One NWB 2 file (HDF5) with electrodes, units, their metrics and mean waveforms, and the recording.", // prettier-ignore
  params,
  async write(input, { into }, given, ctx) {
    const name = "session.nwb";
    const sink = await ctx.fs.hdf5.create(ctx.fs.path.join(into, name));
    try {
      await writeFile(new NwbObjects(sink, seedOf(ctx)), input, given, ctx);
      throwIfCancelled(ctx.cancel);
    } catch (error) {
      await sink.abort().catch(() => undefined);
      throw error;
    }
    await sink.commit();
    return [name];
  },
});

/** Ids must differ from file to file: the clock, where there is one. */
function seedOf({ nowMs }: ComputeContext): number {
  return Math.trunc(nowMs?.() ?? 0);
}

async function writeFile(
  objects: NwbObjects,
  { analyzer, source }: ExportInput,
  given: z.output<typeof params>,
  ctx: ComputeContext,
): Promise<void> {
  const { sink } = objects;
  const recording = given.write_recording
    ? requireRecording(analyzer, "export to NWB (or set write_recording to false)")
    : undefined;
  await writeHeader(objects, source, given, ctx);
  const { properties, channelIds } = analyzer.recording ?? analyzer.attributes;
  const scaling = scalingOf(properties, channelIds.length);
  await writeElectrodes(objects, analyzer, scaling);
  const times = timeLineOf(analyzer);
  const numSegments = recording?.numSamples.length ?? 0;
  for (let segment = 0; recording && segment < numSegments; segment++) {
    const name = `ElectricalSeries${numSegments === 1 ? "" : String(segment)}`;
    const options = { name, segment, scaling, times, gzip: given.compression };
    await writeSeries(objects, recording, options, ctx);
    throwIfCancelled(ctx.cancel);
  }
  await writeUnits(objects, analyzer, times, channelIds.length > 0);
  await sink.setAttribute("/", "nwb_version", text(NWB_VERSION));
}

async function writeHeader(
  objects: NwbObjects,
  source: string,
  given: z.output<typeof params>,
  ctx: ComputeContext,
): Promise<void> {
  const { sink } = objects;
  const now = new Date(seedOf(ctx)).toISOString().replace("Z", "+00:00");
  const started = given.session_start_time ?? now;
  const root = { namespace: "core", neurodata_type: "NWBFile", object_id: objects.newId() };
  for (const [name, value] of Object.entries(root)) {
    await sink.setAttribute("/", name, text(value));
  }
  await sink.createDataset("/file_create_date", texts([now]));
  await sink.createDataset("/identifier", text(given.identifier ?? objects.newId()));
  await sink.createDataset(
    "/session_description",
    text(given.session_description ?? `spike sorting of ${source.split(/[\\/]/).at(-1) ?? source}`),
  );
  await sink.createDataset("/session_start_time", text(started));
  await sink.createDataset("/timestamps_reference_time", text(started));
  for (const group of ["acquisition", "analysis", "general", "processing", "stimulus"]) {
    await sink.createGroup(`/${group}`);
  }
  await sink.createGroup("/stimulus/presentation");
  await sink.createGroup("/stimulus/templates");
  if (given.session_start_time == null) {
    await sink.createDataset(
      "/general/notes",
      text("The recording does not say when it began: session_start_time is when this file was written."), // prettier-ignore
    );
  }
}
