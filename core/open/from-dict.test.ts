import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import {
  isEphysError,
  probeGroupToJson,
  SI_VERSION,
  type ExtractorDict,
  type JsonObject,
} from "#core/model/index.ts";
import {
  aggregateChannels,
  appendRecordings,
  concatenateRecordings,
  dummyProbe,
  intProperty,
  memoryRecording,
  readTracesNew,
  selectChannels,
  selectSegments,
  sliceFrames,
  withMetadata,
  withProbe,
  type Recording,
} from "#core/recording/index.ts";
import {
  selectUnits,
  sliceSortingFrames,
  sortingFromUnitDict,
  spikeTrain,
} from "#core/sorting/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { goldenPath, hasGolden } from "#test/support/golden.ts";
import {
  absoluteDict,
  openRecordingPath,
  recordingFromDict,
  relativeDict,
  sortingFromDict,
} from "./index.ts";

const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };

const base = memoryRecording({
  traces: [
    Int16Array.from({ length: 40 }, (_, i) => i * 3),
    Int16Array.from({ length: 24 }, (_, i) => -i),
  ],
  samplingFrequency: 2000,
  channelIds: ["a", "b", "c", "d"],
  tStartsS: [0, 5],
  gainUv: 2,
});
const probed = withProbe(base, {
  probes: [
    { ...dummyProbe(Float64Array.of(0, 0, 0, 20, 0, 40, 0, 60)), contactIds: ["1", "2", "3", "4"] },
  ],
});
const moved = withProbe(selectSegments(base, [0, 1]), {
  probes: [dummyProbe(Float64Array.of(90, 0, 90, 20, 90, 40, 90, 60))],
});

const LAZY: readonly (readonly [string, Recording])[] = [
  ["a recording in memory", base],
  ["an attached probe", probed],
  ["annotations and properties", withMetadata(probed, { annotations: { day: 3 }, properties: new Map([["depth", intProperty([4, 3, 2, 1])]]) })], // prettier-ignore
  ["chosen channels", selectChannels(probed, ["d", "b"], [10, 11])],
  ["a slice of frames of a segment", sliceFrames(selectSegments(probed, [1]), 2, 5)],
  ["segments appended", appendRecordings([probed, selectSegments(base, [1])])],
  ["segments concatenated", concatenateRecordings([base, base])],
  ["channels aggregated", aggregateChannels([probed, moved])],
  ["channels aggregated by key", aggregateChannels(new Map([["x", probed], ["y", moved]]))], // prettier-ignore
];

/** Contacts without stated axes have the default ones. */
function probeOf({ probeGroup }: Recording): JsonObject | undefined {
  return probeGroup && probeGroupToJson(probeGroup);
}

describe("a dictionary", () => {
  it.each(LAZY)("rebuilds %s", async (_name, recording) => {
    const dict = JSON.parse(JSON.stringify(recording.dict)) as ExtractorDict;
    const again = await recordingFromDict(dict, ctx);
    expect(again.dict).toEqual(recording.dict);
    expect(again.channelIds).toEqual(recording.channelIds);
    expect(again.times).toEqual(recording.times);
    expect(again.properties).toEqual(recording.properties);
    expect(again.annotations).toEqual(recording.annotations);
    expect(probeOf(again)).toEqual(probeOf(recording));
    for (const segment of recording.numSamples.keys()) {
      expect(await readTracesNew(again, segment)).toEqual(await readTracesNew(recording, segment));
    }
  });

  it("rebuilds views on a sorting", async () => {
    const sorting = sortingFromUnitDict([new Map([["p", [1, 5, 9]], ["q", [2, 6]]])], 100); // prettier-ignore
    const view = sliceSortingFrames(selectUnits(sorting, ["q", "p"]), 2, 9);
    const again = await sortingFromDict(
      JSON.parse(JSON.stringify(view.dict)) as ExtractorDict,
      ctx,
    );
    expect(again.unitIds).toEqual(["q", "p"]);
    expect([0, 1].map((unit) => [...spikeTrain(again, unit)])).toEqual([[0, 4], [3]]); // prettier-ignore
  });

  it("of an unknown class is refused by name", async () => {
    const dict = { ...base.dict, class: "elsewhere.module.OddRecording" };
    await expect(recordingFromDict(dict, ctx)).rejects.toMatchObject({
      code: "Unsupported",
      details: { class: "elsewhere.module.OddRecording" },
    });
  });

  it.skipIf(!hasGolden)("may have paths relative to a folder, both ways", async () => {
    const source = goldenPath("formats", "spikeglx", "nidq_analog_only", "data", "ni");
    const recording = await openRecordingPath(source, {}, ctx);
    const folder = goldenPath("formats", "binary");
    const relative = relativeDict(recording.dict, folder, ctx.fs.path);
    expect(relative.kwargs["folder_path"]).toBe("../spikeglx/nidq_analog_only/data/ni");
    expect(relative.relative_paths).toBe(true);
    expect(absoluteDict(relative, folder, ctx.fs.path)).toEqual(recording.dict);
    const again = await recordingFromDict(relative, ctx, folder);
    expect(again.channelIds).toEqual(recording.channelIds);
    await expect(recordingFromDict(relative, ctx)).rejects.toThrow("relative paths");
  });

  const classes = [...new Set(LAZY.map(([, recording]) => recording.dict.class))].concat([
    "spikeinterface.core.binaryrecordingextractor.BinaryRecordingExtractor",
    "spikeinterface.core.binaryfolder.BinaryFolderRecording",
    "spikeinterface.extractors.neoextractors.spikeglx.SpikeGLXRecordingExtractor",
  ]);
  const names = ["parent_recording", "recording", "recording_list", "channel_ids", "start_frame", "segment_indices", "traces_list", "sampling_frequency", "file_paths", "folder_path", "num_channels", "dtype", "renamed_channel_ids"]; // prettier-ignore
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constant(base.dict),
    fc.constant([base.dict]),
    fc.constantFrom("int16", "/nowhere", 0, 4, -1, 1e300),
  );

  test.prop([fc.constantFrom(...classes), fc.dictionary(fc.constantFrom(...names), value)], {
    numRuns: 600,
  })("with senseless arguments is a typed error", async (siClass, kwargs) => {
    const dict: ExtractorDict = {
      class: siClass,
      module: "spikeinterface",
      version: SI_VERSION,
      kwargs: kwargs,
      annotations: {},
      properties: {},
      relative_paths: false,
    };
    try {
      await recordingFromDict(dict, ctx);
    } catch (error) {
      if (!isEphysError(error) || error.code === "Internal") throw error;
    }
  });
});
