import { describe, expect, it } from "vitest";
import { defaultRng } from "#core/array/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import { channelsWithin } from "#core/sorting-components/index.ts";
import { findComposites, findSatellites } from "./composites.ts";
import { findMerges } from "./merge.ts";
import { packTemplates } from "./packed-templates.ts";
import { Peeler, type PeelOptions } from "./peeler.ts";
import { compareTemplates, type UnitTemplate } from "./template.ts";

const NUM_CHANNELS = 4;
const NUM_SAMPLES = 40;
const NBEFORE = 15;
/** four contacts in a column, 20 um apart */
const LOCATIONS = Float64Array.of(0, 0, 0, 20, 0, 40, 0, 60);

/** A spike that is largest on `peakChannel` and falls off beside it. */
function template(peakChannel: number, size: number, width: number): UnitTemplate {
  const data = new Float32Array(NUM_SAMPLES * NUM_CHANNELS);
  for (let s = 0; s < NUM_SAMPLES; s++) {
    for (let c = 0; c < NUM_CHANNELS; c++) {
      const t = (s - NBEFORE) / width;
      const shape = -Math.exp(-t * t) + 0.3 * Math.exp(-((t - 2.5) ** 2));
      data[s * NUM_CHANNELS + c] = size * shape * Math.exp(-Math.abs(c - peakChannel));
    }
  }
  return { peakChannel, channels: Int32Array.of(0, 1, 2, 3), data, weight: 100 };
}

const UNITS = [template(0, 20, 4), template(3, 25, 3)];

function optionsFor(templates: readonly UnitTemplate[]): PeelOptions {
  const everyUnit = Int32Array.from(templates.keys());
  return {
    plan: {
      numChannels: NUM_CHANNELS,
      thresholds: new Float32Array(NUM_CHANNELS).fill(5),
      sign: "neg",
      sweep: 6,
      neighbours: channelsWithin(LOCATIONS, 40),
    },
    templates: packTemplates(templates, NBEFORE, NUM_SAMPLES),
    unitsNear: {
      starts: Int32Array.from({ length: NUM_CHANNELS + 1 }, (_, c) => c * everyUnit.length),
      indices: Int32Array.from(Array.from({ length: NUM_CHANNELS }, () => [...everyUnit]).flat()),
    },
    amplitudeMin: 0.6,
    amplitudeMax: 1.6,
    maxRounds: 4,
    refractorySamples: 15,
  };
}

function signal(spikes: readonly (readonly [row: number, unit: number])[]): Float32Array {
  const rng = defaultRng(5);
  const out = Float32Array.from(rng.normal(0, 1, 1000 * NUM_CHANNELS));
  for (const [row, unit] of spikes) {
    const { data } = UNITS[unit] ?? template(0, 1, 1);
    const from = (row - NBEFORE) * NUM_CHANNELS;
    for (let i = 0; i < data.length; i++) out[from + i] += data[i];
  }
  return out;
}

function peel(residual: Float32Array): [number, number][] {
  const { row, unit } = new Peeler(optionsFor(UNITS), NUM_CHANNELS, typescriptKernels).peel(
    residual,
  );
  return Array.from(row, (r, i): [number, number] => [r, unit[i]]).sort((a, b) => a[0] - b[0]);
}

describe("the peeler", () => {
  it("finds spikes apart, overlapping and at the same time", () => {
    const spikes: [number, number][] = [
      [100, 0],
      [300, 1],
      [310, 0],
      [600, 0],
      [600, 1],
    ];
    const found = peel(signal(spikes));
    expect(found.length).toBe(spikes.length);
    for (const [row, unit] of spikes) {
      expect(found.some(([r, u]) => u === unit && Math.abs(r - row) <= 1)).toBe(true);
    }
  });

  it("leaves no more than noise behind", () => {
    const residual = signal([
      [100, 0],
      [300, 1],
      [310, 0],
    ]);
    peel(residual);
    const power = residual.reduce((sum, value) => sum + value * value, 0) / residual.length;
    expect(power).toBeLessThan(1.1);
  });

  it("finds nothing in noise", () => {
    expect(peel(signal([]))).toEqual([]);
  });
});

describe("templates that are not units", () => {
  it("are those that others explain together and that are as rare as their meetings", () => {
    const together = { ...template(0, 20, 4) };
    const data = together.data.map((value, i) => value + (UNITS[1]?.data[i] ?? 0));
    const templates = [...UNITS, { ...together, peakChannel: 3, data }];
    const counts = { numChannels: NUM_CHANNELS, samplingFrequency: 30_000, totalFrames: 900_000 };
    const rare = { ...counts, peel: optionsFor(templates), numSpikes: [400, 400, 6] };
    expect(findComposites(rare, typescriptKernels)).toEqual([false, false, true]);
    const frequent = { ...rare, numSpikes: [400, 400, 300] };
    expect(findComposites(frequent, typescriptKernels)).toEqual([false, false, false]);
  });

  it("are rare ones that look like a frequent one", () => {
    const templates = [...UNITS, template(0, 24, 4)];
    const counts = { samplingFrequency: 30_000, totalFrames: 900_000 };
    expect(findSatellites(templates, LOCATIONS, { ...counts, numSpikes: [900, 900, 2] })).toEqual([
      false,
      false,
      true,
    ]);
    expect(findSatellites(templates, LOCATIONS, { ...counts, numSpikes: [900, 900, 500] })).toEqual(
      [false, false, false],
    );
  });
});

describe("merging", () => {
  const alike = [template(1, 20, 4), template(1, 22, 4.2)];
  const options = { locations: LOCATIONS, samplingFrequency: 30_000, totalFrames: 1_800_000 };
  const every = (step: number, from: number): Float64Array =>
    Float64Array.from({ length: 800 }, (_, i) => from + i * step);

  it("joins like templates whose spikes keep apart", () => {
    const merges = findMerges(alike, [every(2000, 0), every(2000, 1000)], options);
    expect(merges).toMatchObject([{ from: 1, into: 0, lag: 0 }]);
  });

  it("keeps like templates whose spikes fall where one neuron could not fire", () => {
    expect(findMerges(alike, [every(2000, 0), every(2000, 45)], options)).toEqual([]);
  });

  it("finds by how much a template is moved", () => {
    const late = template(1, 20, 4);
    const moved = late.data.map((_, i) => late.data[i - 3 * NUM_CHANNELS] ?? 0);
    expect(compareTemplates({ ...late, data: moved }, late, 8).lag).toBe(3);
  });
});
