import type { JobSummary, SorterStage } from "#contract/index.ts";
import { SEQUENTIAL, type Palette, type Plot, type PlotLayer } from "../../charts/index.ts";

/** Peaks so far, where and when; places by channel. */
export interface ShownPeaks {
  readonly timesS: Float32Array;
  readonly channel: Int32Array;
  readonly amplitude: Float32Array;
  readonly found: number;
  readonly durationS: number;
}
/** Peaks that were located, with their cluster (negative: none). */
export interface ShownClusters {
  readonly xUm: Float32Array;
  readonly yUm: Float32Array;
  readonly label: Int32Array;
  readonly numClusters: number;
  readonly total: number;
}
/** A piece of signal before and after its spikes were taken out, in noise levels. */
export interface ShownResidual {
  readonly before: Float32Array;
  readonly after: Float32Array;
  readonly channel: Int32Array;
  readonly numFrames: number;
  readonly samplingFrequency: number;
  readonly startS: number;
}
export interface ResidualHistory {
  readonly timesS: Float32Array;
  readonly share: Float32Array;
  readonly level: Float32Array;
}
export interface ShownProbe {
  readonly xUm: Float32Array;
  readonly yUm: Float32Array;
}

/** How far a stage is. */
type StageState = "done" | "now" | "waiting";

/** States of the stages of a run: the last one whose step was seen is under way, those before it are done. */
export function stageStates(
  stages: readonly SorterStage[],
  job: Pick<JobSummary, "state" | "step"> | undefined,
  seen: readonly string[] = [],
): readonly StageState[] {
  if (job === undefined || job.state === "queued") return stages.map(() => "waiting");
  if (job.state === "done") return stages.map(() => "done");
  const at = (step: string): number =>
    stages.findLastIndex(({ steps }) => steps.some((name) => step.startsWith(name)));
  const current = Math.max(at(job.step), ...seen.map(at));
  return stages.map((_, i) => (i < current ? "done" : i === current ? "now" : "waiting"));
}

const AMPLITUDE_STEPS = 6;

/** Ranks of values in `steps` equally filled groups, [value]. */
export function quantileGroups(values: ArrayLike<number>, steps: number): Uint8Array {
  const sorted = Float64Array.from(values, Math.abs).sort();
  const edges = Array.from(
    { length: steps - 1 },
    (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / steps)] ?? Infinity,
  );
  return Uint8Array.from({ length: values.length }, (_, i) => {
    const value = Math.abs(values[i] ?? NaN);
    const group = edges.findIndex((edge) => value < edge);
    return group < 0 ? steps - 1 : group;
  });
}

/** Peaks over time and depth, larger ones brighter; the newest part of the recording is on the right. */
export function rasterLayers(
  timesS: ArrayLike<number>,
  depthsUm: ArrayLike<number>,
  amplitudes: ArrayLike<number>,
): readonly PlotLayer[] {
  const groups = quantileGroups(amplitudes, AMPLITUDE_STEPS);
  return Array.from({ length: AMPLITUDE_STEPS }, (_, group): PlotLayer => {
    const rows = [...groups.keys()].filter((row) => groups[row] === group);
    return {
      kind: "points",
      x: rows.map((row) => timesS[row] ?? NaN),
      y: rows.map((row) => depthsUm[row] ?? NaN),
      colour: SEQUENTIAL[group + 2] ?? SEQUENTIAL[8],
      size: 1.5,
      opacity: 0.8,
    };
  });
}

const span = (values: ArrayLike<number>, margin: number): readonly [number, number] => {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low - margin, high + margin] : [0, 1];
};

const DEPTH = "depth (µm)";

/** The drift map so far, and how many peaks each channel has. */
export function peakPlots(peaks: ShownPeaks, probe: ShownProbe, palette: Palette): readonly Plot[] {
  const depth = (row: number): number => probe.yUm[peaks.channel[row] ?? -1] ?? NaN;
  const y = span(probe.yUm, 20);
  const counts = new Float64Array(probe.yUm.length);
  for (const channel of peaks.channel) counts[channel] = (counts[channel] ?? 0) + 1;
  const most = counts.reduce((a, b) => Math.max(a, b), 1);
  const groups = Uint8Array.from(counts, (count) => Math.round((8 * count) / most));
  const onProbe = SEQUENTIAL.map((colour, group): PlotLayer => {
    const channels = [...groups.keys()].filter((c) => groups[c] === group);
    return {
      kind: "points",
      x: channels.map((c) => probe.xUm[c] ?? NaN),
      y: channels.map((c) => probe.yUm[c] ?? NaN),
      colour,
      size: 5,
    };
  });
  return [
    {
      id: "drift",
      place: [0, 0, 0.4, 0.5],
      title: "peaks over time",
      x: { label: "time (s)", range: [0, Math.max(1e-3, peaks.durationS)] },
      y: { label: DEPTH, range: y },
      layers: rasterLayers(
        peaks.timesS,
        Float32Array.from(peaks.timesS, (_, row) => depth(row)),
        peaks.amplitude,
      ),
      zoom: "xy",
      linkY: "depth",
      titleColour: palette.fg1,
    },
    {
      id: "probe",
      place: [0.4, 0, 0.2, 0.5],
      title: "peaks by channel",
      x: { label: "x (µm)", range: span(probe.xUm, 20) },
      y: { label: DEPTH, range: y, bare: true },
      layers: onProbe,
      zoom: "y",
      linkY: "depth",
      titleColour: palette.fg1,
    },
  ];
}

/** Located peaks in the colour of their cluster; unclustered ones behind in grey. */
export function clusterPlot(clusters: ShownClusters, palette: Palette): Plot {
  const colours = palette.units;
  const rowsOf = (wanted: (label: number) => boolean): readonly number[] =>
    [...clusters.label.keys()].filter((row) => wanted(clusters.label[row] ?? -1));
  const layer = (rows: readonly number[], colour: string, opacity: number): PlotLayer => ({
    kind: "points",
    x: rows.map((row) => clusters.xUm[row] ?? NaN),
    y: rows.map((row) => clusters.yUm[row] ?? NaN),
    colour,
    size: 2,
    opacity,
  });
  return {
    id: "clusters",
    place: [0.6, 0, 0.4, 0.5],
    title: `${String(clusters.numClusters)} clusters`,
    titleColour: palette.fg1,
    x: { label: "x (µm)", range: span(clusters.xUm, 5) },
    y: { label: DEPTH, range: span(clusters.yUm, 5) },
    zoom: "xy",
    layers: [
      layer(
        rowsOf((label) => label < 0),
        palette.fg2,
        0.4,
      ),
      ...colours.map((colour, i) =>
        layer(
          rowsOf((label) => label >= 0 && label % colours.length === i),
          colour,
          0.8,
        ),
      ),
    ],
  };
}

/** A piece of signal, spikes taken out on top, and what was left of every piece. */
export function residualPlots(
  residual: ShownResidual | undefined,
  history: ResidualHistory,
  palette: Palette,
): readonly Plot[] {
  const plots: Plot[] = [
    {
      id: "history",
      place: [0.7, 0.5, 0.3, 0.5],
      title: "energy that matching leaves",
      titleColour: palette.fg1,
      x: { label: "time (s)", range: span(history.timesS, 0.5) },
      y: { label: "share of the signal's", range: [0, 1] },
      zoom: "x",
      layers: [
        { kind: "line", x: history.timesS, y: history.share, colour: palette.accent, width: 1.5 },
        { kind: "points", x: history.timesS, y: history.share, colour: palette.accent, size: 3 },
      ],
    },
  ];
  if (!residual) return plots;
  const { channel, numFrames, samplingFrequency: rate } = residual;
  const width = channel.length;
  const step =
    2 * Math.max(4, residual.before.reduce((most, v) => Math.max(most, Math.abs(v)), 0) / 3);
  const ms = Float32Array.from({ length: numFrames }, (_, frame) => (1000 * frame) / rate);
  const rows = (values: Float32Array, c: number): Float32Array =>
    Float32Array.from(ms, (_, frame) => (values[frame * width + c] ?? NaN) + c * step);
  plots.unshift({
    id: "residual",
    place: [0, 0.5, 0.7, 0.5],
    title: `signal (grey) and what is left (colour) at ${residual.startS.toFixed(2)} s, the ${String(width)} largest channels`,
    titleColour: palette.fg1,
    x: { label: "time (ms)", range: [0, (1000 * numFrames) / rate] },
    y: {
      label: `${(step / 2).toFixed(0)} noise levels a tick`,
      range: [-step, width * step],
      bare: true,
    },
    zoom: "x",
    layers: [...channel.keys()].flatMap((c): readonly PlotLayer[] => [
      { kind: "line", x: ms, y: rows(residual.before, c), colour: palette.fg2, opacity: 0.8 },
      { kind: "line", x: ms, y: rows(residual.after, c), colour: palette.accent },
    ]),
  });
  return plots;
}
