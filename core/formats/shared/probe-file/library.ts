import { EphysError, type JsonObject, type Probe, type ProbeGroup } from "#core/model/index.ts";
import { wholeProbe } from "../neuropixels/probe.ts";
import { probeModel } from "../neuropixels/table.ts";
import { tipContour } from "./prb.ts";

/*
 * Probes that come with the application, made from published dimensions: Neuropixels from the manufacturer's table,
 * NeuroNexus from what a design's name says (A<shanks>x<sites>-<length>-<site pitch>[-<shank pitch>]-<site area>), and
 * plain arrangements for any number of channels. Contacts are wired in order, upwards from the tip, shank after shank:
 * headstages and adapters change that, so the wiring is to be checked.
 */

const NEUROPIXELS: Readonly<Record<string, string>> = {
  "Neuropixels 1.0": "NP1000",
  "Neuropixels 2.0 single shank": "NP2000",
  "Neuropixels 2.0 four shanks (lowest of shank 0)": "NP2010",
};

/** Contacts that a Neuropixels probe records at a time. */
const NEUROPIXELS_CHANNELS = 384;

const NEURONEXUS = [
  "A1x16-3mm-50-177",
  "A1x16-5mm-100-177",
  "A1x32-6mm-50-177",
  "A1x32-6mm-100-177",
  "A2x16-10mm-50-500-177",
  "A2x16-10mm-100-500-177",
  "A4x4-3mm-50-125-177",
  "A4x8-5mm-50-200-177",
  "A4x8-5mm-100-200-177",
  "A8x8-5mm-200-200-177",
] as const;

/** For any number of channels: columns, pitch along the shank and between columns, µm. */
const PLAIN: Readonly<
  Record<string, readonly [columns: number, pitch: number, columnPitch: number]>
> = {
  "linear, 20 µm": [1, 20, 0],
  "linear, 25 µm": [1, 25, 0],
  "linear, 50 µm": [1, 50, 0],
  "linear, 100 µm": [1, 100, 0],
  "two columns, 25 µm": [2, 25, 25],
};

const TETRODES = "tetrodes";
/** Half the distance of a tetrode's opposite wires, and between tetrodes, µm. */
const WIRE_UM = 10;
const TETRODE_PITCH_UM = 150;

/** Names of the probes. */
export const PROBE_NAMES = [
  ...Object.keys(NEUROPIXELS),
  TETRODES,
  ...Object.keys(PLAIN),
  ...NEURONEXUS.map((design) => `NeuroNexus ${design}`),
];

/**
 * A probe by its name, wired to the first channels.
 * @param numChannels of the recording
 * @throws UnknownName listing the probes, InvalidParameter when the recording has fewer channels than the probe
 */
export function probeByName(name: string, numChannels: number): ProbeGroup {
  const group = groupOf(name, numChannels);
  if (!group) {
    throw new EphysError(
      "UnknownName",
      `no probe is called "${name}"; there are ${PROBE_NAMES.join("; ")}`,
      {
        name,
      },
    );
  }
  const contacts = group.probes.reduce((sum, probe) => sum + probe.contactShapes.length, 0);
  if (contacts <= numChannels) return group;
  throw new EphysError(
    "InvalidParameter",
    `the probe ${name} has ${String(contacts)} contacts, the recording ${String(numChannels)} channels: choose another, or a file that says which contacts were recorded`,
    { parameter: "probe_name" },
  );
}

function groupOf(name: string, numChannels: number): ProbeGroup | undefined {
  if (Object.hasOwn(NEUROPIXELS, name)) return { probes: [neuropixels(NEUROPIXELS[name])] };
  if (name === TETRODES) return tetrodes(numChannels);
  if (Object.hasOwn(PLAIN, name)) return { probes: [plain(PLAIN[name], numChannels, name)] };
  const design = NEURONEXUS.find((one) => name === `NeuroNexus ${one}`);
  return design && { probes: [neuronexus(design)] };
}

function neuropixels(part: string): Probe {
  const known = probeModel(part);
  if (!known) throw new EphysError("Internal", `part ${part} is not in the table of Neuropixels`);
  const numbers = Array.from({ length: NEUROPIXELS_CHANNELS }, (_, i) => i);
  const columns = new Map([
    ["electrode", numbers],
    ["shank", numbers.map(() => 0)],
  ]);
  const whole = wholeProbe(known.model, columns, part);
  return {
    ...whole,
    annotations: {
      model_name: part,
      manufacturer: "imec",
      description: known.description,
      ...whole.annotations,
    },
    deviceChannelIndices: Int32Array.from(numbers),
  };
}

/** Four wires at the corners of a square on its tip, as probeinterface makes them; a probe each. */
function tetrodes(numChannels: number): ProbeGroup {
  const count = Math.floor(numChannels / 4);
  if (count === 0) {
    throw new EphysError("InvalidParameter", `${String(numChannels)} channels are no tetrode`, {
      parameter: "probe_name",
    });
  }
  const probes = Array.from({ length: count }, (_, t) => {
    const x = t * TETRODE_PITCH_UM;
    const places = [x, WIRE_UM, x + WIRE_UM, 0, x, -WIRE_UM, x - WIRE_UM, 0];
    return contactsAt(Float64Array.from(places), 6, { name: `tetrode ${String(t)}` }, 4 * t);
  });
  return { probes };
}

function plain(
  [columns, pitch, columnPitch]: readonly [number, number, number],
  numChannels: number,
  name: string,
): Probe {
  const places = new Float64Array(2 * numChannels);
  for (let i = 0; i < numChannels; i++) {
    places[2 * i] = (i % columns) * columnPitch;
    places[2 * i + 1] = Math.floor(i / columns) * pitch;
  }
  return contactsAt(places, 6, { name }, 0);
}

function neuronexus(design: (typeof NEURONEXUS)[number]): Probe {
  const [head, , pitchText, ...rest] = design.split("-");
  const [shanks, sites] = head.slice(1).split("x").map(Number);
  const shankPitch = rest.length > 1 ? Number(rest[0]) : 0;
  const radius = Math.sqrt(Number(rest.at(-1)) / Math.PI);
  const places = new Float64Array(2 * shanks * sites);
  const shankIds: string[] = [];
  for (let i = 0; i < shanks * sites; i++) {
    const shank = Math.floor(i / sites);
    places[2 * i] = shank * shankPitch;
    places[2 * i + 1] = (i % sites) * Number(pitchText);
    shankIds.push(String(shank));
  }
  const annotations = { name: design, model_name: design, manufacturer: "neuronexus" };
  return { ...contactsAt(places, radius, annotations, 0), shankIds };
}

function contactsAt(
  places: Float64Array,
  radius: number,
  annotations: JsonObject,
  firstChannel: number,
): Probe {
  const count = places.length / 2;
  return {
    ndim: 2,
    siUnits: "um",
    annotations,
    contactAnnotations: {},
    contactPositions: places,
    contactShapes: new Array<string>(count).fill("circle"),
    contactShapeParams: new Array<JsonObject>(count).fill({ radius }),
    probePlanarContour: tipContour(places),
    deviceChannelIndices: Int32Array.from({ length: count }, (_, i) => firstChannel + i),
  };
}
