import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defaultRng } from "#core/array/index.ts";

/*
 * A SpikeGLX run folder with known spikes: Neuropixels 1.0, the lowest 32 contacts and the sync word, 30 kHz.
 */

const RATE_HZ = 30_000;
const NUM_CHANNELS = 32;
/** µV per bit: 1.2 V range, 10 bits, gain 500 */
const UV_PER_BIT = (0.6 / 512 / 500) * 1e6;
const NOISE_UV = 7;
/** samples of a spike, and those before its trough */
const WIDTH = 60;
const TROUGH = 20;

interface Unit {
  readonly xUm: number;
  readonly yUm: number;
  readonly amplitudeUv: number;
  readonly rateHz: number;
}

const UNITS: readonly Unit[] = [
  { xUm: 20, yUm: 40, amplitudeUv: 160, rateHz: 9 },
  { xUm: 45, yUm: 110, amplitudeUv: 220, rateHz: 6 },
  { xUm: 30, yUm: 180, amplitudeUv: 130, rateHz: 12 },
  { xUm: 55, yUm: 250, amplitudeUv: 190, rateHz: 8 },
];

/** Writes `<parent>/<run>_g0/…` and returns that folder. */
export function writeSpikeGlx(parent: string, run = "test", durationS = 20): string {
  const folder = join(parent, `${run}_g0`);
  const probeFolder = join(folder, `${run}_g0_imec0`);
  mkdirSync(probeFolder, { recursive: true });
  const samples = simulate(Math.round(durationS * RATE_HZ));
  const base = join(probeFolder, `${run}_g0_t0.imec0.ap`);
  writeFileSync(`${base}.bin`, Buffer.from(samples.buffer));
  writeFileSync(`${base}.meta`, metaText(samples.byteLength, durationS));
  return folder;
}

export const NUM_TRUE_UNITS = UNITS.length;

/** [frame × (channel + sync)] */
function simulate(numFrames: number): Int16Array<ArrayBuffer> {
  const rng = defaultRng(1);
  const width = NUM_CHANNELS + 1;
  const bits = new Float32Array(numFrames * NUM_CHANNELS);
  for (let i = 0; i < bits.length; i++) bits[i] = (rng.standardNormal() * NOISE_UV) / UV_PER_BIT;
  for (const unit of UNITS) addUnit(bits, unit, numFrames, () => rng.random());
  const out = new Int16Array(numFrames * width);
  for (let frame = 0; frame < numFrames; frame++) {
    for (let c = 0; c < NUM_CHANNELS; c++) {
      out[frame * width + c] = Math.round(bits[frame * NUM_CHANNELS + c]);
    }
  }
  return out;
}

function addUnit(bits: Float32Array, unit: Unit, numFrames: number, random: () => number): void {
  const reach = Array.from({ length: NUM_CHANNELS }, (_, c) => {
    const [x, y] = contactUm(c);
    return Math.exp(-Math.hypot(x - unit.xUm, y - unit.yUm) / 28);
  });
  const refractory = 0.003 * RATE_HZ;
  let at = 100;
  while (at < numFrames - WIDTH) {
    for (let s = 0; s < WIDTH; s++) {
      const shape = waveform(s) * (unit.amplitudeUv / UV_PER_BIT);
      const row = (Math.floor(at) + s) * NUM_CHANNELS;
      for (let c = 0; c < NUM_CHANNELS; c++) bits[row + c] += shape * reach[c];
    }
    at += refractory + (-Math.log(1 - random()) * RATE_HZ) / unit.rateHz;
  }
}

/** A trough and a slower hump, −1 at the trough. */
function waveform(sample: number): number {
  const t = (sample - TROUGH) / RATE_HZ;
  return -Math.exp(-((t / 0.00015) ** 2)) + 0.35 * Math.exp(-(((t - 0.00045) / 0.00025) ** 2));
}

/** Staggered columns of Neuropixels 1.0. */
function contactUm(channel: number): [number, number] {
  return [[43, 11, 59, 27][channel % 4], 20 * Math.floor(channel / 2)];
}

function metaText(numBytes: number, durationS: number): string {
  const channels = [...Array(384).keys()];
  const saved = channels.slice(0, NUM_CHANNELS);
  return [
    "acqApLfSy=384,384,1",
    "appVersion=20230905",
    "fileName=D:/data/test_g0_t0.imec0.ap.bin",
    `fileSizeBytes=${numBytes}`,
    `fileTimeSecs=${durationS}`,
    "firstSample=0",
    "imAiRangeMax=0.6",
    "imAiRangeMin=-0.6",
    "imDatPrb_pn=NP1000",
    "imDatPrb_sn=18005116102",
    "imDatPrb_type=0",
    "imMaxInt=512",
    `imSampRate=${RATE_HZ}`,
    `nSavedChans=${NUM_CHANNELS + 1}`,
    `snsApLfSy=${NUM_CHANNELS},0,1`,
    `snsSaveChanSubset=0:${NUM_CHANNELS - 1},768`,
    "typeThis=imec",
    `~imroTbl=(0,384)${channels.map((c) => `(${c} 0 0 500 250 1)`).join("")}`,
    `~snsChanMap=(384,384,1)${saved.map((c) => `(AP${c};${c}:${c})`).join("")}(SY0;768:${NUM_CHANNELS})`,
    `~snsGeomMap=(NP1000,1,0,70)${saved.map((c) => `(0:${contactUm(c).join(":")}:1)`).join("")}`,
    `~snsShankMap=(1,2,480)${saved.map((c) => `(0:${c % 2}:${Math.floor(c / 2)}:1)`).join("")}`,
    "",
  ].join("\n");
}
