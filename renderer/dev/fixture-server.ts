/*
 * For screenshots while developing the window: answers the contract with generated data. Never part of the product.
 * node renderer/dev/fixture-server.ts 4799
 */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { WebSocketServer } from "ws";
import { encodeFrame } from "../../preload/contract/frames.ts";

const port = Number(process.argv[2] ?? 4799);
const root = join(import.meta.dirname, "../../dist/renderer");
const FS = 30000;
const rand = (i: number): number => {
  let x = Math.imul(i ^ 0x9e3779b9, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
};
const gauss = (i: number): number => rand(i) + rand(i + 7919) + rand(i + 104729) - 1.5;
const NUM = [384, 64];
const DUR = [3725, 60];
const channels = (n: number) =>
  Array.from({ length: n }, (_, i) => ({
    id: n === 384 ? `imec0.ap#AP${i}` : i,
    xUm: [16, 48, 0, 32][i % 4] ?? 0,
    yUm: 20 * Math.floor(i / 2),
    group: "0",
    shank: "0",
    gainUv: 2.34375,
    offsetUv: 0,
  }));
const UNITS = Array.from({ length: 42 }, (_, i) => i);
const mainChannel = (u: number): number => (u * 37) % 64;
const spikeTimes = UNITS.map((u) => {
  const rate = 1 + 25 * rand(u + 5) ** 2;
  const out: number[] = [];
  let t = 0.01;
  let k = 0;
  while (t < 60) {
    t += 0.002 - Math.log(1 - rand(u * 100003 + k++)) / rate;
    out.push(Math.round(t * FS));
  }
  return out;
});
const wave = (s: number): number =>
  -1 * Math.exp(-(((s - 30) / 6) ** 2)) + 0.35 * Math.exp(-(((s - 46) / 10) ** 2));
const amp = (u: number): number => 60 + 200 * rand(u + 77);
const pipeline = [
  { name: "phase_shift", params: {}, enabled: true },
  { name: "bandpass_filter", params: { freq_min: 400 }, enabled: true },
  { name: "common_reference", params: {}, enabled: true },
];
const rec = (i: number) => ({
  id: i + 1,
  name: i === 0 ? "mouse07_day3_g0_imec0" : "simulated 64 ch",
  path:
    i === 0
      ? "/data/2026/mouse07/day3/mouse07_day3_g0/mouse07_day3_g0_imec0"
      : "/projects/demo.spikedesk/sim",
  format: i === 0 ? "spikeglx" : "binary_folder",
  streamId: i === 0 ? "imec0.ap" : null,
  numChannels: NUM[i],
  numSegments: 1,
  durationS: DUR[i],
  samplingFrequency: FS,
  available: true,
});
const detail = (i: number) => ({
  ...rec(i),
  badChannels: null,
  why: "a .meta file beside a .bin file, typeThis=imec",
  dtype: "int16",
  numSamples: [DUR[i]! * FS],
  tStartS: [0],
  sizeBytes: NUM[i]! * DUR[i]! * FS * 2,
  channels: channels(NUM[i]!),
  probeName: "Neuropixels 1.0",
  probeContours: [
    [
      [-11, NUM[i]! * 10 + 60],
      [-11, -11],
      [24, -186],
      [59, -11],
      [59, NUM[i]! * 10 + 60],
    ],
  ],
  pipeline,
});
const ext = [
  "random_spikes",
  "waveforms",
  "templates",
  "noise_levels",
  "spike_amplitudes",
  "unit_locations",
  "correlograms",
  "template_similarity",
  "quality_metrics",
].map((name) => ({ name, state: "done", params: {} }));
const analyzer = {
  id: 1,
  name: "spikedesk analyzer",
  recordingId: 2,
  sortingId: 2,
  path: "/x",
  numUnits: 42,
  extensions: ext,
  createdAt: "2026-11-22T13:00:00Z",
};
const tree = {
  path: "/projects/demo.spikedesk",
  name: "mouse07",
  recordings: [rec(0), rec(1)],
  sortings: [
    {
      id: 1,
      name: "ground truth",
      recordingId: 2,
      source: "simulated",
      numUnits: 20,
      numSpikes: 9000,
      createdAt: "2026-11-22T13:00:00Z",
      isGroundTruth: true,
    },
    {
      id: 2,
      name: "spikedesk 1",
      recordingId: 2,
      source: "spikedesk",
      numUnits: 42,
      numSpikes: 12408,
      createdAt: "2026-11-22T13:05:00Z",
      isGroundTruth: false,
    },
  ],
  analyzers: [analyzer],
};
const labels: (string | null)[] = UNITS.map((u) =>
  u % 5 === 0 ? "good" : u % 7 === 0 ? "MUA" : null,
);
let current: typeof tree | null = tree;
let settings: Record<string, unknown> = {
  theme: "dark",
  numWorkers: 2,
  kernelLevel: "auto",
  timeFormat: "clock",
  layouts: {},
};
const num = (o: object = {}) => ({ type: "number", ...o });
const STEPS = [
  {
    name: "bandpass_filter",
    label: "Band-pass filter",
    summary: "Keeps the spike band; Butterworth, forward and backward.",
    paramsSchema: {
      type: "object",
      properties: {
        freq_min: num({
          default: 300,
          exclusiveMinimum: 0,
          unit: "Hz",
          label: "Lower edge",
          description: "-3 dB edge of the band",
        }),
        freq_max: num({ default: 6000, exclusiveMinimum: 0, unit: "Hz", label: "Upper edge" }),
        filter_order: { type: "integer", default: 5, minimum: 1, maximum: 20 },
        ftype: { type: "string", enum: ["butter", "cheby1"], default: "butter" },
        margin_ms: { anyOf: [num(), { type: "null" }], default: 5, unit: "ms" },
      },
    },
  },
  {
    name: "common_reference",
    label: "Common reference",
    summary: "Subtracts the median across channels.",
    paramsSchema: {
      type: "object",
      properties: {
        reference: { enum: ["global", "single", "local"], default: "global" },
        operator: { enum: ["median", "average"], default: "median" },
        local_radius: { type: "array", items: { type: "number" }, default: [30, 55], unit: "µm" },
        groups: { anyOf: [{ type: "array" }, { type: "null" }], default: null },
      },
    },
  },
  {
    name: "phase_shift",
    label: "Phase shift",
    summary: "Undoes the multiplexing delay of the converters.",
    paramsSchema: { type: "object", properties: { margin_ms: num({ default: 40, unit: "ms" }) } },
  },
  {
    name: "whiten",
    label: "Whiten",
    summary: "Decorrelates neighbouring channels.",
    paramsSchema: {
      type: "object",
      properties: {
        mode: { enum: ["global", "local"], default: "global" },
        apply_mean: { type: "boolean", default: false },
      },
    },
  },
];
const cols = [
  ["num_spikes", "int", null],
  ["firing_rate", "float", "Hz"],
  ["presence_ratio", "float", null],
  ["snr", "float", null],
  ["isi_violations_ratio", "float", null],
  ["isi_violations_count", "int", null],
] as const;
let job: Record<string, unknown> = {
  id: 3,
  kind: "sort",
  title: "Sort simulated 64 ch with spikedesk",
  state: "running",
  step: "detect peaks",
  percent: 3,
  throughput: 31.4e6,
  secondsLeft: 41,
  createdAt: "2026-11-22T13:05:00Z",
  seconds: 2,
  error: null,
  recordingId: 2,
  resultIds: {},
};
const failed = {
  ...job,
  id: 2,
  title: "Analyze spikedesk 0",
  state: "failed",
  percent: 44,
  error: {
    code: "TruncatedFile",
    message:
      'mouse07_g0_t0.imec0.ap.bin ends at byte 48 128 of 96 256: copy it again, or open it with "allow truncated"',
    details: { file: "mouse07_g0_t0.imec0.ap.bin", sizeBytes: 48128 },
    stack: "x",
  },
  secondsLeft: null,
  seconds: 12,
};
const API: Record<string, (input: any) => unknown> = {
  "app/info": () => ({
    version: "0.1.0",
    host: "http",
    platform: "linux",
    kernelLevel: "avx2",
    numWorkers: 2,
    memoryBytes: 24e9,
  }),
  "app/getSettings": () => settings,
  "app/setSettings": (i) => (settings = { ...settings, ...i }),
  "projects/getSettings": () => ({}),
  "projects/recent": () => [
    {
      path: "/projects/mouse07.spikedesk",
      name: "mouse07",
      openedAt: "2026-11-21T10:00:00Z",
      numRecordings: 2,
      exists: true,
    },
    {
      path: "/old/rat12.spikedesk",
      name: "rat12",
      openedAt: "2026-10-21T10:00:00Z",
      numRecordings: 4,
      exists: false,
    },
  ],
  "projects/current": () => current,
  "projects/create": () => (current = tree),
  "projects/open": () => (current = tree),
  "projects/close": () => ((current = null), null),
  "files/choose": () => null,
  "files/list": ({ path }) => ({
    path: path ?? "/data/2026",
    parent: "/data",
    entries: [..."abc"]
      .map((c) => ({
        name: `mouse0${c}_g0`,
        path: `/data/2026/mouse0${c}_g0`,
        kind: "folder",
        sizeBytes: 0,
      }))
      .concat([
        { name: "recording.bin", path: "/data/2026/recording.bin", kind: "file", sizeBytes: 48e9 },
      ]),
  }),
  "files/recognise": ({ path }) => ({
    path,
    matches: [
      {
        format: "spikeglx",
        label: "SpikeGLX",
        why: "a .meta file names imDatPrb_type=0",
        confidence: 1,
        kinds: ["recording"],
        streams: [
          { id: "imec0.ap", name: "imec0.ap", numChannels: 384, samplingFrequency: 30000 },
          { id: "imec0.lf", name: "imec0.lf", numChannels: 384, samplingFrequency: 2500 },
        ],
        paramsSchema: { type: "object", properties: {} },
      },
      {
        format: "binary",
        label: "Raw binary",
        why: "any file can be raw samples",
        confidence: 0.1,
        kinds: ["recording"],
        streams: [],
        paramsSchema: {
          type: "object",
          required: ["sampling_frequency", "num_channels", "dtype"],
          properties: {
            sampling_frequency: num({ unit: "Hz", exclusiveMinimum: 0 }),
            num_channels: { type: "integer", minimum: 1 },
            dtype: { enum: ["int16", "float32", "uint16"] },
            gain_to_uV: num({ default: 1, unit: "µV" }),
          },
        },
      },
    ],
  }),
  "recordings/get": ({ recordingId }) => detail(recordingId - 1),
  "pipelines/catalog": () => STEPS.map((s) => ({ ...s, family: "filter", citation: null })),
  "pipelines/presets": () => [
    { name: "Neuropixels 1.0", summary: "Destriping.", citation: null, pipeline },
  ],
  "pipelines/processed": ({ recordingId }) => {
    const { channels: all, samplingFrequency, numSamples } = detail(recordingId - 1);
    return { channels: all, samplingFrequency, numSamples, dtype: "float32", isArbitrary: false };
  },
  "pipelines/detectionSchema": () => STEPS[0]?.paramsSchema,
  "pipelines/set": ({ recordingId, pipeline: p }) => ({ ...detail(recordingId - 1), pipeline: p }),
  "sorters/catalog": () => [
    {
      ...STEPS[0],
      name: "spikedesk",
      label: "SpikeDesk",
      summary: "Peaks, SVD features, density clustering, template clean-up.",
      version: "1.0",
      internal: true,
      runnable: true,
      whyNot: null,
      stages: [],
    },
    {
      ...STEPS[1],
      name: "kilosort4",
      label: "Kilosort 4",
      version: "4.1",
      internal: false,
      runnable: false,
      whyNot: "python not found",
      stages: [],
    },
  ],
  "sorters/run": () => ({ jobId: 3 }),
  "sorters/getStopped": () => [],
  "sorters/getDropped": () => [],
  "motions/presets": () => [],
  "motions/list": () => [],
  "analyzers/get": () => ({
    ...analyzer,
    samplingFrequency: FS,
    numSamples: [60 * FS],
    channels: channels(64),
    probeContours: detail(1).probeContours,
    isSparse: true,
    returnInUv: true,
    nbefore: 30,
    nafter: 60,
  }),
  "analyzers/units": () => ({
    analyzerId: 1,
    unitIds: UNITS,
    columns: cols.map(([name, dtype, unit]) => ({
      name,
      label: name.replaceAll("_", " "),
      unit,
      description: "as in the reference",
      dtype,
    })),
    values: cols.map(([name], c) =>
      UNITS.map((u) =>
        name === "num_spikes"
          ? spikeTimes[u]!.length
          : name === "firing_rate"
            ? spikeTimes[u]!.length / 60
            : name === "isi_violations_count"
              ? Math.floor(rand(u) * 9)
              : u === 4 && c === 3
                ? null
                : rand(u * 31 + c) * (c === 3 ? 15 : 1),
      ),
    ),
    labels,
    mainChannels: UNITS.map(mainChannel),
    locationsUm: UNITS.map((u) => [
      10 + 40 * rand(u),
      20 * Math.floor(mainChannel(u) / 2) + 10 * rand(u + 9),
    ]),
  }),
  "labels/set": ({ unitIds, label }) => {
    for (const u of unitIds) labels[u] = label;
    return { saved: unitIds.length };
  },
  "labels/undo": () => ({ undone: true }),
  "labels/redo": () => ({ redone: true }),
  "comparisons/pair": ({ sortingId1, sortingId2, mode }) => {
    const n = 20;
    const width = 22;
    const truth = mode === "ground_truth";
    const agreement = Array.from({ length: n * width }, (_, at) => {
      const [r, c] = [Math.floor(at / width), at % width];
      return r === c && r < 18 ? 0.9 + 0.1 * rand(r) : rand(r * 40 + c) ** 6 * 0.3;
    });
    const found = (at: number, good: number, bad: number): number => (at < 18 ? good : bad);
    const rates = (good: number): number[] =>
      Array.from({ length: n }, (_, r) => found(r, good, 0));
    return {
      ...{ mode, sortingId1, sortingId2, deltaFrames: 12, samplingFrequency: 30_000 },
      durationS: 60,
      unitIds1: [...Array(n).keys()],
      unitIds2: [...Array(width).keys()],
      numSpikes1: Array.from({ length: n }, () => 600),
      numSpikes2: Array.from({ length: width }, () => 590),
      agreement,
      matches: agreement.map((score) => Math.round((score * 1190) / (1 + score))),
      match12: Array.from({ length: n }, (_, r) => found(r, r, -1)),
      performance: truth
        ? {
            accuracy: rates(0.95),
            recall: rates(0.97),
            precision: rates(0.98),
            mean: { accuracy: 0.863, recall: 0.87, precision: 0.88 },
          }
        : null,
      kinds: truth
        ? {
            wellDetected: [...Array(18).keys()],
            falsePositive: [20, 21],
            redundant: [],
            overmerged: [],
          }
        : null,
    };
  },
  "jobs/list": () => [job, failed],
  "jobs/get": ({ jobId }) => ({
    ...(jobId === 2 ? failed : job),
    params: { sorter: "spikedesk", detect_threshold: 5 },
    seed: 0,
    versions: { spikedesk: "0.1.0" },
    log: [
      { at: "13:05:00.120", message: "64 channels, 60 s, 2 workers" },
      { at: "13:05:02.510", message: "noise levels 4.1 … 5.3 µV" },
    ],
    timings: { detect: 1.2, features: 2.5 },
  }),
  "jobs/cancel": () => {
    job = { ...job, state: "cancelled" };
    return null;
  },
};
function value(rec: number, ch: number, f: number, source: string): number {
  let v = 22 * gauss(f * 131 + ch * 7);
  if (source === "raw") v += 60 * Math.sin(f / 900 + ch / 30) + 12 * ch - 200;
  return v;
}
function traces(q: URLSearchParams): Uint8Array {
  const r = Number(q.get("recording")) - 1;
  const source = q.get("source") ?? "raw";
  const start = Number(q.get("start")),
    stop = Math.min(DUR[r]! * FS, Number(q.get("stop"))),
    bins = Number(q.get("bins"));
  const list =
    q.get("channels") === "all"
      ? [...Array(NUM[r]!).keys()]
      : q.get("channels")!.split(",").map(Number);
  const n = list.length,
    frames = stop - start;
  const spikes: [number, number][] = [];
  if (r === 1 || frames < 60000)
    UNITS.forEach((u) =>
      spikeTimes[u]!.forEach((t) => {
        if (t >= start - 90 && t < stop) spikes.push([t, u]);
      }),
    );
  if (frames <= 2 * bins) {
    const data = new Float32Array(frames * n);
    for (let f = 0; f < frames; f++)
      for (let c = 0; c < n; c++) data[f * n + c] = value(r, list[c]!, start + f, source);
    for (const [t, u] of spikes)
      for (let s = 0; s < 90; s++) {
        const f = t - 30 + s - start;
        if (f < 0 || f >= frames) continue;
        for (let c = 0; c < n; c++) {
          const d = Math.abs(list[c]! - mainChannel(u));
          if (d < 8) data[f * n + c]! += amp(u) * wave(s) * Math.exp(-d / 2.5);
        }
      }
    return encodeFrame([{ name: "samples", shape: [frames, n], unit: "µV", data }], {
      kind: "samples",
      firstFrame: start,
      numFrames: frames,
      scaled: true,
    });
  }
  const data = new Float32Array(bins * n * 2);
  const per = frames / bins;
  for (let b = 0; b < bins; b++)
    for (let c = 0; c < n; c++) {
      let lo = Infinity,
        hi = -Infinity;
      for (let k = 0; k < 4; k++) {
        const v = value(r, list[c]!, Math.floor(start + (b + k / 4) * per), source);
        lo = Math.min(lo, v);
        hi = Math.max(hi, v);
      }
      data[(b * n + c) * 2] = lo;
      data[(b * n + c) * 2 + 1] = hi;
    }
  for (const [t, u] of spikes) {
    const b = Math.floor((t - start) / per);
    if (b < 0 || b >= bins) continue;
    for (let c = 0; c < n; c++) {
      const d = Math.abs(list[c]! - mainChannel(u));
      if (d < 8) {
        data[(b * n + c) * 2]! -= amp(u) * Math.exp(-d / 2.5);
        data[(b * n + c) * 2 + 1]! += 0.3 * amp(u) * Math.exp(-d / 2.5);
      }
    }
  }
  return encodeFrame([{ name: "minmax", shape: [bins, n, 2], unit: "µV", data }], {
    kind: "minmax",
    firstFrame: start,
    numFrames: frames,
    scaled: true,
  });
}
const DATA: Record<string, (q: URLSearchParams) => Uint8Array> = {
  traces,
  spikes: (q) => {
    const a: [number, number][] = [];
    UNITS.forEach((u) =>
      spikeTimes[u]!.forEach((t) => {
        if (t >= Number(q.get("start")) && t < Number(q.get("stop"))) a.push([t, u]);
      }),
    );
    return encodeFrame(
      [
        {
          name: "sampleIndex",
          shape: [a.length],
          unit: null,
          data: Float64Array.from(a, (x) => x[0]),
        },
        { name: "unitIndex", shape: [a.length], unit: null, data: Int32Array.from(a, (x) => x[1]) },
      ],
      { total: a.length, shown: a.length },
    );
  },
  waveforms: (q) => {
    const u = Number(q.get("unit")),
      nSp = Number(q.get("spikes")),
      S = 90;
    const ch = [...Array(14).keys()]
      .map((k) => mainChannel(u) - 7 + k)
      .filter((c) => c >= 0 && c < 64);
    const g = (c: number, s: number) =>
      amp(u) * wave(s) * Math.exp(-Math.abs(c - mainChannel(u)) / 2.5);
    const n = ch.length;
    return encodeFrame(
      [
        {
          name: "mean",
          shape: [S, n],
          unit: "µV",
          data: Float32Array.from({ length: S * n }, (_, i) => g(ch[i % n]!, Math.floor(i / n))),
        },
        {
          name: "std",
          shape: [S, n],
          unit: "µV",
          data: Float32Array.from({ length: S * n }, (_, i) => 9 + 3 * rand(i)),
        },
        { name: "channels", shape: [n], unit: null, data: Int32Array.from(ch) },
        {
          name: "waveforms",
          shape: [nSp, S, n],
          unit: "µV",
          data: Float32Array.from(
            { length: nSp * S * n },
            (_, i) =>
              g(ch[i % n]!, Math.floor(i / n) % S) * (0.85 + 0.3 * rand(Math.floor(i / n / S))) +
              15 * gauss(i),
          ),
        },
      ],
      { nbefore: 30, samplingFrequency: FS, numSpikes: spikeTimes[u]!.length },
    );
  },
  correlograms: (q) => {
    const us = q.get("units")!.split(",").map(Number),
      B = 100;
    const data = new Int32Array(us.length ** 2 * B);
    us.forEach((a, i) =>
      us.forEach((b, j) => {
        for (let k = 0; k < B; k++) {
          const ms = k - 49.5;
          data[(i * us.length + j) * B + k] = Math.round(
            (40 + 20 * rand(a * 99 + b + k)) * (i === j ? 1 - Math.exp(-((ms / 4) ** 2)) : 1),
          );
        }
      }),
    );
    return encodeFrame(
      [
        { name: "ccgs", shape: [us.length, us.length, B], unit: null, data },
        {
          name: "bins",
          shape: [B + 1],
          unit: "ms",
          data: Float64Array.from({ length: B + 1 }, (_, k) => k - 50),
        },
      ],
      {},
    );
  },
  amplitudes: (q) => {
    const us = q.get("units")!.split(",").map(Number);
    const t: number[] = [],
      a: number[] = [],
      w: number[] = [];
    us.forEach((u, i) =>
      spikeTimes[u]!.forEach((f, k) => {
        t.push(f / FS);
        a.push(-amp(u) * (1 + 0.12 * gauss(k + u)) + (f / FS) * 0.3);
        w.push(i);
      }),
    );
    return encodeFrame(
      [
        { name: "timesS", shape: [t.length], unit: "s", data: Float32Array.from(t) },
        { name: "amplitudes", shape: [t.length], unit: "µV", data: Float32Array.from(a) },
        { name: "unit", shape: [t.length], unit: null, data: Int32Array.from(w) },
      ],
      { total: t.length, shown: t.length },
    );
  },
  similarity: () =>
    encodeFrame(
      [
        {
          name: "similarity",
          shape: [42, 42],
          unit: null,
          data: Float32Array.from({ length: 42 * 42 }, (_, i) =>
            Math.floor(i / 42) === i % 42
              ? 1
              : rand(
                  Math.min(Math.floor(i / 42), i % 42) * 50 + Math.max(Math.floor(i / 42), i % 42),
                ) ** 4,
          ),
        },
      ],
      {},
    ),
};
const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
const server = createServer((req, res) => {
  void (async () => {
    const url = new URL(req.url ?? "/", "http://x");
    const [, area, a, b] = url.pathname.split("/");
    if (area === "control") {
      current = a === "close" ? null : tree;
      return res.end("ok");
    }
    if (area === "api") {
      let body = "";
      for await (const part of req) body += String(part);
      const run = API[`${a}/${b}`];
      res.setHeader("content-type", "application/json");
      return res.end(
        JSON.stringify(
          run
            ? { ok: true, value: run((JSON.parse(body) as { input: unknown }).input) }
            : { ok: false, error: { code: "UnknownName", message: `no ${a}/${b}`, details: {} } },
        ),
      );
    }
    if (area === "data") return res.end(DATA[a ?? ""]?.(url.searchParams));
    try {
      const file = url.pathname === "/" ? "/index.html" : url.pathname;
      const bytes = await readFile(join(root, file));
      res.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
      res.end(bytes);
    } catch {
      res.statusCode = 404;
      res.end();
    }
  })();
});
const sockets = new WebSocketServer({ server, path: "/events" });
setInterval(() => {
  if (job["state"] !== "running") return;
  job = {
    ...job,
    percent: Math.min(96, Number(job["percent"]) + 2),
    seconds: Number(job["seconds"]) + 0.5,
  };
  for (const s of sockets.clients) s.send(JSON.stringify({ topic: "job", event: job }));
}, 500);
server.listen(port, "127.0.0.1", () => console.log(`fixture on http://127.0.0.1:${port}`));
