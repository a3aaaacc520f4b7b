import { closeSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

/*
 * Writes an analyzer folder of the size that the desk is made for: `node bench/desk-analyzer.ts --out FOLDER`. Nothing
 * is held whole but one second of spikes; the same arguments give the same bytes. There is no recording, and
 * correlograms are left to be computed by the views.
 */

const { values } = parseArgs({
  options: {
    out: { type: "string" },
    units: { type: "string", default: "600" },
    spikes: { type: "string", default: "20000000" },
    channels: { type: "string", default: "384" },
    seconds: { type: "string", default: "3600" },
    waveforms: { type: "string", default: "100" },
  },
});
const { out } = values;
if (out === undefined) throw new Error("--out FOLDER is missing");
const numUnits = Number(values.units);
const numChannels = Number(values.channels);
const seconds = Number(values.seconds);
const perUnit = Number(values.waveforms);
const wantedSpikes = Number(values.spikes);
const FS = 30_000;
const NUM_SAMPLES = 60;
const NBEFORE = 24;
const PITCH_UM = 20;
const COMPONENTS = 3;
/** of every .npy file: enough for records, a multiple of 64 */
const HEAD_BYTES = 256;

let state = 20260101;
const random = (): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return (state + 0.5) / 4294967296;
};
const normal = (): number => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());

rmSync(out, { recursive: true, force: true });
const folder = (...parts: string[]): string => {
  const path = join(out, ...parts);
  mkdirSync(path, { recursive: true });
  return path;
};
const json = (path: string, value: unknown): void =>
  writeFileSync(path, JSON.stringify(value, null, 4));

/** An .npy file that is written piece by piece; its length is filled in at the end. */
class NpyStream {
  readonly #fd: number;
  readonly #descr: string;
  readonly #rest: readonly number[];
  #rows = 0;
  #at = HEAD_BYTES;
  constructor(path: string, descr: string, rest: readonly number[] = []) {
    this.#fd = openSync(path, "w");
    this.#descr = descr;
    this.#rest = rest;
    writeSync(this.#fd, Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  }
  write(rows: number, data: ArrayBufferView): void {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    for (let done = 0; done < bytes.length;)
      done += writeSync(this.#fd, bytes, done, bytes.length - done, this.#at + done);
    this.#at += bytes.length;
    this.#rows += rows;
  }
  close(): void {
    const shape = [this.#rows, ...this.#rest];
    const text = `{'descr': ${this.#descr}, 'fortran_order': False, 'shape': (${shape.join(", ")}${shape.length === 1 ? "," : ""}), }`;
    const head = Buffer.alloc(HEAD_BYTES, 0x20);
    head.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, (HEAD_BYTES - 10) & 255, 0]);
    head.write(text, 10, "latin1");
    head[HEAD_BYTES - 1] = 0x0a;
    writeSync(this.#fd, head, 0, HEAD_BYTES, 0);
    closeSync(this.#fd);
  }
}

const extension = (name: string, params: unknown, siClass: string): string => {
  const own = folder("extensions", name);
  json(join(own, "params.json"), params);
  json(join(own, "info.json"), { class: siClass, module: "spikeinterface", version: "0.103.2" });
  json(join(own, "run_info.json"), { run_completed: true, runtime_s: 1 });
  return own;
};

// ------------------------------------------------------------ channels and units
const channelX = Float64Array.from({ length: numChannels }, (_, c) => (c % 2) * 32);
const channelY = Float64Array.from({ length: numChannels }, (_, c) => Math.floor(c / 2) * PITCH_UM);
const height = Math.ceil(numChannels / 2) * PITCH_UM;
const unitX = Float64Array.from({ length: numUnits }, () => random() * 32);
const unitY = Float64Array.from({ length: numUnits }, () => random() * height);
const unitSize = Float64Array.from({ length: numUnits }, () => 40 + 160 * random() ** 2);
const unitWidth = Float64Array.from({ length: numUnits }, () => 3 + 5 * random());
const rates = Float64Array.from({ length: numUnits }, () => Math.exp(normal() * 0.8));
const rateSum = rates.reduce((a, b) => a + b, 0);
// dead time after a spike takes a little of the rate
for (let u = 0; u < numUnits; u++) rates[u] *= wantedSpikes / seconds / rateSum;

const mask = new Uint8Array(numUnits * numChannels);
const channelsOf: number[][] = [];
for (let u = 0; u < numUnits; u++) {
  const near = [...channelX.keys()]
    .map((c) => ({ c, d: Math.hypot(channelX[c] - unitX[u], channelY[c] - unitY[u]) }))
    .sort((a, b) => a.d - b.d)
    .slice(0, 16)
    .map(({ c }) => c)
    .sort((a, b) => a - b);
  channelsOf.push(near);
  for (const c of near) mask[u * numChannels + c] = 1;
}
const width = Math.max(...channelsOf.map((list) => list.length));

const shape = (u: number, s: number): number => {
  const t = (s - NBEFORE) / unitWidth[u];
  return -Math.exp(-t * t) + 0.35 * Math.exp(-(((t - 2.6) / 2) ** 2));
};
const gain = (u: number, c: number): number =>
  unitSize[u] / (1 + (Math.hypot(channelX[c] - unitX[u], channelY[c] - unitY[u]) / 30) ** 2);

json(join(folder(), "settings.json"), { return_in_uV: true });
json(join(out, "spikeinterface_info.json"), {
  version: "0.103.2",
  dev_mode: false,
  object: "SortingAnalyzer",
});
json(join(folder("recording_info"), "recording_attributes.json"), {
  channel_ids: Array.from({ length: numChannels }, (_, c) => `AP${c}`),
  sampling_frequency: FS,
  num_channels: numChannels,
  num_samples: [seconds * FS],
  is_filtered: true,
  properties: {
    gain_to_uV: Array.from({ length: numChannels }, () => 0.195),
    offset_to_uV: Array.from({ length: numChannels }, () => 0),
    location: Array.from(channelX, (x, c) => [x, channelY[c]]),
  },
  dtype: "int16",
});
json(join(out, "recording_info", "probegroup.json"), {
  specification: "probeinterface",
  version: "0.3.1",
  probes: [
    {
      ndim: 2,
      si_units: "um",
      annotations: {},
      contact_annotations: {},
      contact_positions: Array.from(channelX, (x, c) => [x, channelY[c]]),
      contact_plane_axes: Array.from(channelX, () => [
        [1, 0],
        [0, 1],
      ]),
      contact_shapes: Array.from(channelX, () => "square"),
      contact_shape_params: Array.from(channelX, () => ({ width: 12 })),
      probe_planar_contour: [
        [-20, height + 20],
        [-20, -20],
        [16, -120],
        [52, -20],
        [52, height + 20],
      ],
      device_channel_indices: Array.from({ length: numChannels }, (_, c) => c),
    },
  ],
});
const sparsity = new NpyStream(join(out, "sparsity_mask.npy"), "'|b1'", [numChannels]);
sparsity.write(numUnits, mask);
sparsity.close();

// ------------------------------------------------------------ spikes, amplitudes, locations: one second at a time
const sorting = folder("sorting");
writeFileSync(
  join(sorting, "numpysorting_info.json"),
  `{"sampling_frequency": ${FS}.0, "unit_ids": [${Array.from({ length: numUnits }, (_, u) => u).join(", ")}], "num_segments": 1}`,
);
json(join(sorting, "si_folder.json"), {
  class: "spikeinterface.core.sortingfolder.NumpyFolderSorting",
  module: "spikeinterface",
  version: "0.103.2",
  kwargs: { folder_path: "." },
  annotations: {},
  properties: {},
  relative_paths: true,
});
const spikesFile = new NpyStream(
  join(sorting, "spikes.npy"),
  "[('sample_index', '<i8'), ('unit_index', '<i8'), ('segment_index', '<i8')]",
);
const amplitudesFile = new NpyStream(
  join(
    extension(
      "spike_amplitudes",
      { peak_sign: "neg" },
      "spikeinterface.postprocessing.spike_amplitudes.ComputeSpikeAmplitudes",
    ),
    "amplitudes.npy",
  ),
  "'<f4'",
);
const locationsFile = new NpyStream(
  join(
    extension(
      "spike_locations",
      { method: "center_of_mass" },
      "spikeinterface.postprocessing.spike_locations.ComputeSpikeLocations",
    ),
    "spike_locations.npy",
  ),
  "[('x', '<f8'), ('y', '<f8')]",
);
const nextAt = Float64Array.from(rates, (rate) => -Math.log(random()) / rate);
const counts = new Float64Array(numUnits);
const violations = new Float64Array(numUnits);
const keep: { row: number; unit: number }[] = [];
let total = 0;
const REFRACTORY_S = 0.0015;
for (let second = 0; second < seconds; second++) {
  const keys: number[] = [];
  for (let u = 0; u < numUnits; u++) {
    const rate = rates[u] / (1 - rates[u] * REFRACTORY_S);
    while (nextAt[u] < second + 1) {
      keys.push(Math.floor(nextAt[u] * FS) * numUnits + u);
      const isBurst = random() < 0.01;
      const gap = isBurst ? random() * 0.004 : REFRACTORY_S - Math.log(random()) / rate;
      if (gap < REFRACTORY_S) violations[u]++;
      nextAt[u] += gap;
    }
  }
  const sorted = Float64Array.from(keys).sort();
  const n = sorted.length;
  const spikes = new Int32Array(n * 6); // three little-endian int64 below 2^31
  const amplitudes = new Float32Array(n);
  const places = new Float64Array(n * 2);
  const drift = 25 * Math.sin((2 * Math.PI * second) / seconds) + (second > seconds / 2 ? 8 : 0);
  for (let i = 0; i < n; i++) {
    const unit = sorted[i] % numUnits;
    spikes[i * 6] = Math.floor(sorted[i] / numUnits);
    spikes[i * 6 + 2] = unit;
    amplitudes[i] = -unitSize[unit] * (1 + 0.08 * normal()) * (1 - drift / 500);
    places[i * 2] = unitX[unit] + 3 * normal();
    places[i * 2 + 1] = unitY[unit] + drift + 5 * normal();
    counts[unit]++;
    if (random() < (perUnit * 1.02) / (rates[unit] * seconds)) keep.push({ row: total + i, unit });
  }
  spikesFile.write(n, spikes);
  amplitudesFile.write(n, amplitudes);
  locationsFile.write(n, places);
  total += n;
}
for (const file of [spikesFile, amplitudesFile, locationsFile]) file.close();

// ------------------------------------------------------------ waveforms of the chosen spikes
const chosenOf = new Int32Array(numUnits);
const chosen = keep.filter(({ unit }) => chosenOf[unit]++ < perUnit);
const randomFile = new NpyStream(
  join(
    extension(
      "random_spikes",
      { method: "uniform", max_spikes_per_unit: perUnit, margin_size: null, seed: 0 },
      "spikeinterface.core.analyzer_extension_core.ComputeRandomSpikes",
    ),
    "random_spikes_indices.npy",
  ),
  "'<i8'",
);
randomFile.write(
  chosen.length,
  BigInt64Array.from(chosen, ({ row }) => BigInt(row)),
);
randomFile.close();
const window = { ms_before: 0.8, ms_after: 1.2 };
const waveforms = new NpyStream(
  join(
    extension(
      "waveforms",
      { ...window, dtype: "float32" },
      "spikeinterface.core.analyzer_extension_core.ComputeWaveforms",
    ),
    "waveforms.npy",
  ),
  "'<f4'",
  [NUM_SAMPLES, width],
);
const components = new NpyStream(
  join(
    extension(
      "principal_components",
      { n_components: COMPONENTS, mode: "by_channel_local", whiten: true, dtype: "float32" },
      "spikeinterface.postprocessing.principal_component.ComputePrincipalComponents",
    ),
    "pca_projection.npy",
  ),
  "'<f4'",
  [COMPONENTS, width],
);
const one = new Float32Array(NUM_SAMPLES * width);
const projected = new Float32Array(COMPONENTS * width);
for (const { unit } of chosen) {
  const size = 1 + 0.08 * normal();
  channelsOf[unit].forEach((c, at) => {
    const g = gain(unit, c) * size;
    for (let s = 0; s < NUM_SAMPLES; s++) one[s * width + at] = g * shape(unit, s) + 6 * normal();
    for (let k = 0; k < COMPONENTS; k++)
      projected[k * width + at] = (g / 20) * Math.cos(k * unitWidth[unit]) + normal();
  });
  waveforms.write(1, one);
  components.write(1, projected);
}
waveforms.close();
components.close();

const templates = extension(
  "templates",
  { operators: ["average", "std"], ...window },
  "spikeinterface.core.analyzer_extension_core.ComputeTemplates",
);
for (const [name, isMean] of [
  ["average", true],
  ["std", false],
] as const) {
  const file = new NpyStream(join(templates, `${name}.npy`), "'<f4'", [NUM_SAMPLES, numChannels]);
  for (let u = 0; u < numUnits; u++) {
    const dense = new Float32Array(NUM_SAMPLES * numChannels);
    for (const c of channelsOf[u])
      for (let s = 0; s < NUM_SAMPLES; s++) {
        const value = gain(u, c) * shape(u, s);
        dense[s * numChannels + c] = isMean ? value : 6 + 0.08 * Math.abs(value);
      }
    file.write(1, dense);
  }
  file.close();
}

// ------------------------------------------------------------ small extensions
const small = (
  name: string,
  siClass: string,
  {
    params,
    file,
    shape: of,
    data,
  }: {
    readonly params: unknown;
    readonly file: string;
    readonly shape: readonly number[];
    readonly data: Float64Array;
  },
): void => {
  const stream = new NpyStream(join(extension(name, params, siClass), file), "'<f8'", of.slice(1));
  stream.write(of[0], data);
  stream.close();
};
small("noise_levels", "spikeinterface.core.analyzer_extension_core.ComputeNoiseLevels", {
  params: {},
  file: "noise_levels.npy",
  shape: [numChannels],
  data: new Float64Array(numChannels).fill(6),
});
small("unit_locations", "spikeinterface.postprocessing.unit_locations.ComputeUnitLocations", {
  params: { method: "center_of_mass" },
  file: "unit_locations.npy",
  shape: [numUnits, 2],
  data: Float64Array.from({ length: numUnits * 2 }, (_, i) => (i % 2 ? unitY : unitX)[i >> 1]),
});
const similarity = new Float64Array(numUnits * numUnits);
for (let a = 0; a < numUnits; a++)
  for (let b = 0; b < numUnits; b++)
    similarity[a * numUnits + b] = Math.exp(
      -(((unitY[a] - unitY[b]) / 40) ** 2) - ((unitWidth[a] - unitWidth[b]) / 4) ** 2,
    );
small(
  "template_similarity",
  "spikeinterface.postprocessing.template_similarity.ComputeTemplateSimilarity",
  {
    params: { method: "cosine", max_lag_ms: 0, support: "union" },
    file: "similarity.npy",
    shape: [numUnits, numUnits],
    data: similarity,
  },
);
const csv = (name: string, siClass: string, columns: Record<string, (u: number) => number>): void =>
  writeFileSync(
    join(extension(name, { metric_names: Object.keys(columns) }, siClass), "metrics.csv"),
    [
      `,${Object.keys(columns).join(",")}`,
      ...Array.from({ length: numUnits }, (_, u) =>
        [u, ...Object.values(columns).map((of) => of(u))].join(","),
      ),
      "",
    ].join("\n"),
  );
csv(
  "quality_metrics",
  "spikeinterface.qualitymetrics.quality_metric_calculator.ComputeQualityMetrics",
  {
    num_spikes: (u) => counts[u],
    firing_rate: (u) => counts[u] / seconds,
    presence_ratio: () => 1,
    snr: (u) => unitSize[u] / 6,
    isi_violations_ratio: (u) =>
      (violations[u] * seconds) / (2 * counts[u] ** 2 * REFRACTORY_S) || 0,
    isi_violations_count: (u) => violations[u],
    amplitude_cutoff: () => 0.5 * random() ** 4,
    amplitude_median: (u) => -unitSize[u],
    drift_ptp: () => 40 + 20 * random(),
    silhouette: () => random(),
  },
);
csv("template_metrics", "spikeinterface.postprocessing.template_metrics.ComputeTemplateMetrics", {
  peak_to_valley: (u) => (2.6 * unitWidth[u]) / FS,
  half_width: (u) => (1.6 * unitWidth[u]) / FS,
  peak_trough_ratio: () => -0.35,
});
process.stdout.write(
  `${out}: ${numUnits} units, ${total} spikes, ${numChannels} channels, ${chosen.length} waveforms\n`,
);
