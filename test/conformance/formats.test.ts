import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fc, test } from "@fast-check/vitest";
import { afterAll, describe, expect, it } from "vitest";
import type { CoreContext } from "#core/compute/index.ts";
import { FORMATS } from "#core/formats/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import {
  EphysError,
  isEphysError,
  type ExtractorDict,
  type JsonObject,
} from "#core/model/index.ts";
import {
  openRecordingPath,
  openSnippetsPath,
  openSortingPath,
  recognise,
  recordingFromDict,
  sortingFromDict,
} from "#core/open/index.ts";
import { readTracesNew } from "#core/recording/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { withContent, withoutFile } from "#test/support/damaged-files.ts";
import { goldenPath, hasGolden } from "#test/support/golden.ts";
import { mpxBytes } from "#test/support/mpx.ts";
import { writeSparseBrw } from "#test/support/write-brw.ts";
import { writeNix } from "#test/support/write-nix.ts";
import { smallSmr } from "#test/support/write-smr.ts";
import { writeTridesclous } from "#test/support/write-tridesclous.ts";
import { waveclusMat } from "#test/support/write-waveclus.ts";
import { writeZarrSession } from "#test/support/zarr-session.ts";
import { writeAbf1, writeAbf2 } from "#test/support/write-abf.ts";

interface Sample {
  readonly kind: "recording" | "sorting" | "snippets";
  readonly format: string;
  readonly path: string;
  readonly stream?: string;
  readonly params?: JsonObject;
}

const at = (...parts: string[]): string => goldenPath("formats", ...parts);

function zarrSample(codec: string): Sample {
  return {
    kind: "recording",
    format: "zarr",
    path: at("zarr_recording", codec, "data", "rec.zarr"),
  };
}

/** Files of formats without golden ones. */
const written = mkdtempSync(join(tmpdir(), "spikedesk-samples-"));

afterAll(() => {
  rmSync(written, { recursive: true });
});

function write(name: string, content: Uint8Array): string {
  writeFileSync(join(written, name), content);
  return join(written, name);
}

const FEW = Int16Array.from({ length: 40 }, (_, i) => i);

/** No golden file of AlphaOmega exists. */
function mpxSample(): Sample {
  const path = mkdtempSync(join(tmpdir(), "spikedesk-alphaomega-"));
  const blocks = [
    [0, [1, 2, 3]],
    [3, [4, 5, 6]],
  ] as const;
  const channel = { number: 1, name: "RAW 01", kiloHertz: 44, gain: 20, blocks };
  const port = { number: 9, name: "InPort", kiloHertz: 44, changes: [[2, 1]] } as const;
  const content = { startS: 0, stopS: 1, continuous: [channel], port };
  writeFileSync(join(path, "alphaomega.mpx"), mpxBytes(content));
  afterAll(() => {
    rmSync(path, { recursive: true });
  });
  return { kind: "recording", format: "alphaomega", path };
}

async function nixSample(): Promise<Sample> {
  const path = join(written, "a.nix");
  const signal = { name: "probe", unit: "uV", intervalMs: 0.05, channels: [[1, 2, 3]] };
  await writeNix(path, [[signal], [signal]], nodeFileSystem);
  return { kind: "recording", format: "nix", path };
}

async function zarrSessionSample(): Promise<Sample[]> {
  if (!hasGolden) return [];
  const path = join(written, "a.nwb.zarr");
  await writeZarrSession(at("nwb", "one_series_and_units", "data", "a.nwb"), path, nodeFileSystem);
  return (["recording", "sorting"] as const).map((kind) => ({ kind, format: "nwb", path }));
}

function tridesclousSample(): Sample {
  const path = join(written, "tridesclous");
  writeTridesclous(path, [-1, 0], [[{ frame: 3, label: 0 }]]);
  return { kind: "sorting", format: "tridesclous", path };
}

async function brwSample(): Promise<Sample> {
  const path = join(written, "a.brw");
  const kept = [{ channel: 2, first: 5, samples: [2000, 2100] }];
  const pieces = [{ frames: [0, 20] as const, kept }];
  await writeSparseBrw(path, { numChannels: 4, pieces }, nodeFileSystem);
  return { kind: "recording", format: "biocam", path };
}

const WAVEFORMS = await waveclusMat([[1, 2, 3]], [1], { pre: 2, post: 1 });

const SAMPLES: readonly Sample[] = [
  mpxSample(),
  await nixSample(),
  await brwSample(),
  ...(await zarrSessionSample()),
  tridesclousSample(),
  ...(hasGolden
    ? [
        {
          kind: "recording" as const,
          format: "bids",
          path: at("bids", "nwb_folder_is_refused", "data", "ephys"),
        },
      ]
    : []),
  { kind: "recording", format: "spike2", path: write("a.smr", smallSmr()) },
  { kind: "snippets", format: "waveclus_snippets", path: write("a_spikes.mat", WAVEFORMS) },
  { kind: "recording", format: "axon", path: write("1.abf", writeAbf1(FEW)) },
  { kind: "recording", format: "axon", path: write("2.abf", writeAbf2(FEW)) },
  {
    kind: "snippets",
    format: "npy_snippets",
    path: at("npy_snippets", "one", "data", "w.npy"),
    params: { sampling_frequency: 30_000 },
  },
  {
    kind: "recording",
    format: "binary_folder",
    path: at("binary_folder", "one_segment", "data", "rec"),
  },
  {
    kind: "recording",
    format: "binary_folder",
    path: at("binary_folder", "two_segments_float32_times", "data", "rec"),
  },
  {
    kind: "recording",
    format: "spikeglx",
    path: at("spikeglx", "np1_saved_subset_two_gates", "data", "r"),
    stream: "imec0.ap",
  },
  { kind: "recording", format: "spikeglx", path: at("spikeglx", "nidq_analog_only", "data", "ni") },
  {
    kind: "recording",
    format: "openephys_binary",
    path: at("openephys_binary", "rhythm_with_adc_v06", "data"),
    stream: "0",
  },
  {
    kind: "recording",
    format: "openephys_binary",
    path: at("openephys_binary", "neuropixels_with_settings", "data"),
    stream: "0",
  },
  {
    kind: "recording",
    format: "axona",
    path: at("axona", "set_and_bin", "data", "a.set"),
  },
  {
    kind: "recording",
    format: "tdt",
    path: at("tdt", "tank_one_block", "data", "Tank"),
  },
  {
    kind: "recording",
    format: "plexon",
    path: at("plexon", "plx_v106", "data", "a.plx"),
    stream: "AI",
  },
  {
    kind: "sorting",
    format: "plexon",
    path: at("plexon", "plx_v106", "data", "a.plx"),
  },
  {
    kind: "recording",
    format: "neuralynx",
    path: at("neuralynx", "ncs_nev_nse", "data"),
    stream: "0",
  },
  {
    kind: "sorting",
    format: "neuralynx",
    path: at("neuralynx", "ncs_nev_nse", "data"),
  },
  {
    kind: "recording",
    format: "blackrock",
    path: at("blackrock", "ns5_ns2_nev_spec23", "data", "a.ns5"),
  },
  {
    kind: "sorting",
    format: "blackrock",
    path: at("blackrock", "ns5_ns2_nev_spec23", "data", "a.nev"),
    params: { nsx_to_load: 5 },
  },
  {
    kind: "recording",
    format: "openephys_legacy",
    path: at("openephys_legacy", "continuous_and_events", "data"),
    stream: "CH",
  },
  {
    kind: "recording",
    format: "neuroscope",
    path: at("neuroscope", "one_shank_lfp", "data", "b.xml"),
  },
  ...[
    at("intan_rhd", "one_file_v1_60_samples", "data", "b.rhd"),
    at("intan_rhd", "file_per_channel", "data", "rec"),
    at("intan_rhd", "file_per_signal_type", "data", "rec"),
    at("intan_rhs", "one_file", "data", "s.rhs"),
  ].map((path): Sample => ({ kind: "recording", format: "intan", path, stream: "0" })),
  { kind: "recording", format: "mcs_raw", path: at("mcs_raw", "eoh_header", "data", "a.raw") },
  { kind: "recording", format: "edf", path: at("edf", "edf_plus_like", "data", "a.edf") },
  {
    kind: "recording",
    format: "whitematter",
    path: at("whitematter", "headstage", "data", "HSW.bin"),
    params: { sampling_frequency: 25_000, num_channels: 6 },
  },
  {
    kind: "recording",
    format: "neuronexus",
    path: at("neuronexus", "xdat", "data", "a.xdat.json"),
    stream: "aux",
  },
  {
    kind: "recording",
    format: "neuroexplorer",
    path: at("neuroexplorer", "nex5_variables", "data", "a.nex"),
    stream: "0",
  },
  {
    kind: "recording",
    format: "spikegadgets",
    path: at("spikegadgets", "rec_tetrodes_and_analog", "data", "a.rec"),
    stream: "trodes",
  },
  { kind: "recording", format: "mda", path: at("mda", "mountainsort_folder", "data", "ds") },
  {
    kind: "sorting",
    format: "mda",
    path: at("mda", "mountainsort_folder", "data", "firings.mda"),
    params: { sampling_frequency: 30_000 },
  },
  {
    kind: "sorting",
    format: "mclust",
    path: at("mclust", "t64", "data"),
    params: { sampling_frequency: 32_000 },
  },
  { kind: "sorting", format: "yass", path: at("yass", "folder", "data") },
  { kind: "sorting", format: "alf", path: at("alf", "probe00", "data", "alf") },
  {
    kind: "recording",
    format: "shybrid",
    path: at("shybrid", "recording_and_sorting", "data", "recording.yml"),
  },
  {
    kind: "sorting",
    format: "shybrid",
    path: at("shybrid", "recording_and_sorting", "data", "initial_sorting.csv"),
    params: { sampling_frequency: 25_000 },
  },
  { kind: "recording", format: "cbin_ibl", path: at("cbin_ibl", "ap", "data", "ibl") },
  { kind: "sorting", format: "waveclus", path: at("waveclus", "mat5", "data", "times_ch1.mat") },
  {
    kind: "sorting",
    format: "cellexplorer",
    path: at("cellexplorer", "spikes_cellinfo", "data", "sess1.spikes.cellinfo.mat"),
  },
  { kind: "sorting", format: "waveclus", path: at("waveclus", "mat73", "data", "times_ch2.mat") },
  {
    kind: "sorting",
    format: "combinato",
    path: at("combinato", "neg_pos", "data", "CSC1"),
    params: { sampling_frequency: 32_000 },
  },
  { kind: "sorting", format: "neuroscope", path: at("neuroscope", "dat_clu_res_fet", "data") },
  {
    kind: "sorting",
    format: "numpy_folder",
    path: at("numpy_folder_sorting", "with_properties", "data", "s"),
  },
  { kind: "sorting", format: "npz", path: at("npz_sorting", "string_units", "data", "s.npz") },
  {
    kind: "sorting",
    format: "npz_folder",
    path: at("npz_folder_sorting", "with_properties", "data", "s"),
  },
  { kind: "sorting", format: "phy", path: at("phy", "manual_curation", "data", "phy") },
  { kind: "sorting", format: "kilosort", path: at("kilosort", "ks2_with_labels", "data", "ks") },
  {
    kind: "recording",
    format: "maxwell",
    path: at("maxwell", "maxtwo_two_wells", "data", "two.raw.h5"),
    stream: "well000",
  },
  {
    kind: "recording",
    format: "maxwell",
    path: at("maxwell", "maxone_v20160704", "data", "one.raw.h5"),
  },
  {
    kind: "recording",
    format: "mearec",
    path: at("mearec", "h5", "data", "m.h5"),
  },
  {
    kind: "sorting",
    format: "mearec",
    path: at("mearec", "xz_plane_no_shape_int16", "data", "m2.h5"),
  },
  {
    kind: "recording",
    format: "biocam",
    path: at("biocam", "brw_v3", "data", "a.brw"),
  },
  {
    kind: "recording",
    format: "biocam",
    path: at("biocam", "brw_v4", "data", "b.brw"),
  },
  {
    kind: "recording",
    format: "nwb",
    path: at("nwb", "two_series_channel_conversion_timestamps", "data", "b.nwb"),
    stream: "processing/ecephys/LFP/LF",
  },
  {
    kind: "sorting",
    format: "nwb",
    path: at("nwb", "one_series_and_units", "data", "a.nwb"),
  },
  {
    kind: "recording",
    format: "nwb_timeseries",
    path: at("nwb", "timeseries", "data", "t.nwb"),
    stream: "acquisition/Wheel",
  },
  {
    kind: "recording",
    format: "mcs_h5",
    path: at("mcs_h5", "two_streams", "data", "mcs.h5"),
    stream: "1",
  },
  {
    kind: "sorting",
    format: "herdingspikes",
    path: at("herdingspikes", "hdf5", "data", "hs.hdf5"),
  },
  {
    kind: "sorting",
    format: "klusta",
    path: at("klusta", "kwik_synthetic", "data"),
  },
  {
    kind: "sorting",
    format: "spykingcircus",
    path: at("spykingcircus", "result_and_merged", "data", "sc"),
  },
  {
    kind: "recording",
    format: "sinaps",
    path: at("sinaps", "binary", "data", "rec.bin"),
  },
  {
    kind: "recording",
    format: "sinaps_h5",
    path: at("sinaps", "h5", "data", "rec.h5"),
  },
  {
    kind: "sorting",
    format: "hdsort",
    path: at("hdsort", "mat5", "data", "hd.mat"),
  },
  ...[
    "blosc_blosclz_noshuffle",
    "blosc_lz4_delta",
    "blosc_zlib_bitshuffle",
    "default_blosc_zstd",
  ].map(zarrSample),
  ...["bz2", "gzip", "lz4", "zlib", "zstd"].map(zarrSample),
  {
    kind: "sorting",
    format: "zarr",
    path: at("zarr_sorting", "with_properties", "data", "s.zarr"),
  },
];

/** Formats without bytes of their own to damage: any bytes are raw samples, and an analyzer is folders of the others. */
const NOTHING_TO_DAMAGE = ["binary", "sorting_analyzer"];

it("every format of the catalog has a sample that is damaged", () => {
  const sampled = new Set([...SAMPLES.map(({ format }) => format), ...NOTHING_TO_DAMAGE]);
  expect(FORMATS.map(({ id }) => id).filter((id) => !sampled.has(id))).toEqual([]);
});

function filesOf(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path).flatMap((name) => filesOf(join(path, name)));
}

const TARGETS = hasGolden
  ? SAMPLES.flatMap((sample) => filesOf(sample.path).map((file) => ({ sample, file })))
  : [];

type Damage = (content: Uint8Array, where: number, value: number) => Uint8Array;

const DAMAGES: Readonly<Record<string, Damage>> = {
  cut: (content, where) => content.slice(0, where % (content.length + 1)),
  flip: (content, where, value) => {
    const out = content.slice();
    if (out.length > 0) out[where % out.length] ^= 1 + (value % 255);
    return out;
  },
  "flip in the header": (content, where, value) => {
    const out = content.slice();
    if (out.length > 0) out[where % Math.min(out.length, 200)] ^= 1 + (value % 255);
    return out;
  },
  "absurd numbers": (content, where, value) => {
    const text = Buffer.from(content).toString("latin1");
    const numbers = [...text.matchAll(/\d+/g)];
    const found = numbers[where % Math.max(1, numbers.length)];
    if (!found) return content;
    const huge = ["99999999999", "-1", "0", "1e308", "4294967297"][value % 5] ?? "0";
    const end = found.index + found[0].length;
    return Buffer.from(text.slice(0, found.index) + huge + text.slice(end), "latin1");
  },
  foreign: (_content, where) => Uint8Array.from({ length: where % 300 }, (_, i) => (i * 37) % 256),
};

async function open(
  { kind, format, path, stream, params = {} }: Sample,
  ctx: CoreContext,
): Promise<void> {
  await recognise(path, ctx);
  if (kind === "snippets") {
    await openSnippetsPath(path, { format, params }, ctx);
    return;
  }
  if (kind === "sorting") {
    await openSortingPath(path, { format, params }, ctx);
    return;
  }
  const options = { format, params, ...(stream !== undefined && { streamId: stream }) };
  const recording = await openRecordingPath(path, options, ctx);
  const total = recording.numSamples[0] ?? 0;
  await readTracesNew(recording, 0, Math.max(0, total - 20), total);
}

describe.skipIf(!hasGolden)("a damaged file", () => {
  test.prop(
    [
      fc.constantFrom(...(TARGETS.length > 0 ? TARGETS : [undefined])),
      fc.constantFrom(...Object.keys(DAMAGES)),
      fc.nat(),
      fc.nat(),
    ],
    { numRuns: 1000, interruptAfterTimeLimit: 40_000 },
  )(
    "opens or is refused with a typed error, never anything else",
    async (target, damage, where, value) => {
      if (!target) return;
      const content = DAMAGES[damage]?.(new Uint8Array(readFileSync(target.file)), where, value);
      const fs = withContent(nodeFileSystem, target.file, content ?? new Uint8Array());
      try {
        await open(target.sample, { fs, kernels: typescriptKernels });
      } catch (error) {
        if (!isEphysError(error) || error.code === "Internal") throw error;
        expect(error.message.length).toBeGreaterThan(10);
      }
    },
  );

  it("that lacks its tail is named", async () => {
    const [sample] = SAMPLES.filter(({ format }) => format === "numpy_folder");
    const file = join(sample?.path ?? "", "spikes.npy");
    const content = new Uint8Array(readFileSync(file)).slice(0, 500);
    const fs = withContent(nodeFileSystem, file, content);
    const opening = openSortingPath(sample?.path ?? "", {}, { fs, kernels: typescriptKernels });
    await expect(opening).rejects.toMatchObject({ code: "TruncatedFile" });
    await expect(opening).rejects.toThrow(file);
  });
});

/** Files of each sample that are taken away and cut at set places; chance finds the rest above. */
const MOST_FILES = 3;
const BOUNDARIES = [8, 64];

describe.skipIf(!hasGolden)("a file that is not there, or ends at a boundary", () => {
  it("is named with a typed error, or not needed", async () => {
    const refused = new Set<string>();
    for (const sample of SAMPLES) {
      for (const file of filesOf(sample.path).slice(0, MOST_FILES)) {
        const content = new Uint8Array(readFileSync(file));
        const damaged = [
          withoutFile(nodeFileSystem, file),
          ...BOUNDARIES.map((end) => withContent(nodeFileSystem, file, content.slice(0, end))),
        ];
        for (const fs of damaged) {
          try {
            await open(sample, { fs, kernels: typescriptKernels });
          } catch (error) {
            if (!isEphysError(error) || error.code === "Internal") throw error;
            expect(error.message.length, file).toBeGreaterThan(10);
            refused.add(sample.format);
          }
        }
      }
    }
    expect(refused.size).toBeGreaterThan(40);
  }, 60_000);
});

describe.skipIf(!hasGolden)("opening", () => {
  const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
  const codeOf = (opening: Promise<unknown>): Promise<string> =>
    opening.then(
      () => "opened",
      (error: unknown) => (error instanceof EphysError ? error.code : String(error)),
    );

  it.each(SAMPLES.map((sample) => [sample.format, sample] as const))(
    "recognises %s by its content",
    async (format, { path }) => {
      const [best] = await recognise(path, ctx);
      expect(best).toMatchObject({ format });
      expect(best?.why.length).toBeGreaterThan(10);
    },
  );

  const ofKind = (kind: Sample["kind"]): (readonly [string, Sample])[] =>
    SAMPLES.filter((sample) => sample.kind === kind).map((s) => [`${s.format} ${s.path}`, s]);
  const carried = (dict: ExtractorDict): ExtractorDict =>
    JSON.parse(JSON.stringify(dict)) as ExtractorDict; // as a worker gets it

  it.each(ofKind("recording"))("makes %s again from its dictionary", async (_name, sample) => {
    const { path, format, stream, params = {} } = sample;
    const options = { format, params, ...(stream !== undefined && { streamId: stream }) };
    const recording = await openRecordingPath(path, options, ctx);
    const again = await recordingFromDict(carried(recording.dict), ctx);
    expect(again.channelIds).toEqual(recording.channelIds);
    expect(again.numSamples).toEqual(recording.numSamples);
    expect(again.times).toEqual(recording.times);
    const end = Math.min(20, recording.numSamples[0] ?? 0);
    expect(await readTracesNew(again, 0, 0, end)).toEqual(
      await readTracesNew(recording, 0, 0, end),
    );
  });

  it.each(ofKind("sorting"))("makes %s again from its dictionary", async (_name, sample) => {
    const { path, format, params = {} } = sample;
    const sorting = await openSortingPath(path, { format, params }, ctx);
    const again = await sortingFromDict(carried(sorting.dict), ctx);
    expect(again.unitIds).toEqual(sorting.unitIds);
    expect(again.spikes).toEqual(sorting.spikes);
  });

  it("asks for a stream when there are several, listing them", async () => {
    const run = at("spikeglx", "np1_full_ap_lf_nidq", "data", "run_g0");
    await expect(openRecordingPath(run, {}, ctx)).rejects.toMatchObject({
      code: "StreamNotFound",
      details: { streams: ["imec0.ap", "nidq", "imec0.lf", "imec0.ap-SYNC", "imec0.lf-SYNC"] },
    });
    expect(await codeOf(openRecordingPath(run, { streamId: "imec7.ap" }, ctx))).toBe(
      "StreamNotFound",
    );
    const bin = join(run, "run_g0_imec0", "run_g0_t0.imec0.lf.bin");
    const recording = await openRecordingPath(bin, {}, ctx);
    expect(recording.channelIds[0]).toBe("imec0.lf#LF0");
  });

  it("names the .meta that a SpikeGLX .bin lacks", async () => {
    const run = at("spikeglx", "nidq_analog_only", "data", "ni");
    const meta = join(run, "ni_g0_t0.nidq.meta");
    const fs = withoutFile(nodeFileSystem, meta);
    for (const path of [run, join(run, "ni_g0_t0.nidq.bin")]) {
      const opening = openRecordingPath(path, {}, { ...ctx, fs });
      await expect(opening).rejects.toMatchObject({ code: "MissingSibling" });
      await expect(opening).rejects.toThrow("ni_g0_t0.nidq.meta");
    }
  });

  it("gives the sorting of a sorter's output folder", async () => {
    const source = at("numpy_folder_sorting", "with_properties", "data", "s");
    const folder = mkdtempSync(join(tmpdir(), "spikedesk-sorter-"));
    mkdirSync(join(folder, "sorter_output"));
    cpSync(source, join(folder, "sorter_output", "sorting"), { recursive: true });
    writeFileSync(join(folder, "spikeinterface_log.json"), "{}");
    expect((await openSortingPath(folder, {}, ctx)).unitIds).toEqual([0, 1, 5]);
    rmSync(folder, { recursive: true });
  });

  it("says what a path is when it is not what was asked for", async () => {
    const sorting = at("numpy_folder_sorting", "with_properties", "data", "s");
    expect(await codeOf(openRecordingPath(sorting, {}, ctx))).toBe("FormatNotRecognised");
    expect(await codeOf(openRecordingPath("/no/such/file", {}, ctx))).toBe("FileNotFound");
    expect(await codeOf(openRecordingPath(sorting, { format: "nope" }, ctx))).toBe("UnknownName");
  });
});
