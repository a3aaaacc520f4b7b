import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeNpy, isStructured, toFloat64, type NdArray } from "#core/array/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import type { JsonObject, JsonValue } from "#core/model/index.ts";
import { openBatch } from "#core/open/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { expectClose } from "#test/support/close.ts";
import { goldenJson, goldenPath, hasGolden } from "#test/support/golden.ts";

/** The formats that are read so far. */
const FORMATS = [
  "binary",
  "binary_folder",
  "spikeglx",
  "openephys_binary",
  "openephys_legacy",
  "neuroscope",
  "intan_rhd",
  "blackrock",
  "neuralynx",
  "plexon",
  "tdt",
  "axona",
  "intan_rhs",
  "maxwell",
  "mearec",
  "biocam",
  "nwb",
  "mcs_h5",
  "herdingspikes",
  "klusta",
  "spykingcircus",
  "sinaps",
  "hdsort",
  "numpy_folder_sorting",
  "npz_sorting",
  "npz_folder_sorting",
  "phy",
  "kilosort",
  "zarr_recording",
  "zarr_sorting",
  "npy_snippets",
  "mcs_raw",
  "edf",
  "whitematter",
  "neuronexus",
  "neuroexplorer",
  "spikegadgets",
  "mda",
  "mclust",
  "yass",
  "alf",
  "shybrid",
  "cbin_ibl",
  "waveclus",
  "cellexplorer",
  "combinato",
  "bids",
];

/** Cases that the reference refuses by a bug and that its note says a reader should open. */
const OPENED_ANYWAY = ["spikeglx/np1_scattered_subset#2", "bids/nwb_folder_is_refused#0"];

const out = hasGolden ? mkdtempSync(join(tmpdir(), "spikedesk-formats-")) : "";

afterAll(() => {
  if (out !== "") rmSync(out, { recursive: true, force: true });
});

describe.skipIf(!hasGolden).each(hasGolden ? FORMATS : [])("golden format %s", (format) => {
  beforeAll(async () => {
    const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
    await openBatch(goldenPath("formats", format), out, ctx);
  });

  const cases = hasGolden ? readdirSync(goldenPath("formats", format)) : [];
  it.each(cases)("reads %s as the reference does", (name) => {
    const document = goldenJson<JsonObject>("formats", format, name, "expected.json");
    const folder = join(out, format, name);
    const answer = JSON.parse(readFileSync(join(folder, "answer.json"), "utf8")) as JsonObject;
    const expected = document["opens"] as readonly JsonObject[];
    const actual = answer["opens"] as readonly JsonObject[];
    expect(actual).toHaveLength(expected.length);
    for (const [i, call] of expected.entries()) {
      const label = `${format}/${name}#${String(i)}`;
      const comparison = new Comparison(folder, goldenPath("formats", format, name));
      compareOpen(actual[i] ?? {}, call, label, comparison);
    }
  });
});

function compareOpen(
  actual: JsonObject,
  call: JsonObject,
  label: string,
  comparison: Comparison,
): void {
  if ("error" in call) {
    expect("error" in actual, label).toBe(!OPENED_ANYWAY.includes(label));
    return;
  }
  expect(actual["error"], label).toBeUndefined();
  // what was validated by hand says only what a file's writer knows
  const known = "validated" in call ? knownKeys(call["expected"]) : call["expected"];
  const read =
    "validated" in call
      ? pickKeys(actual["expected"], Object.keys(known as JsonObject))
      : actual["expected"];
  comparison.same(read, known, label);
  comparison.same(actual["properties"] ?? null, call["properties"] ?? null, label);
}

function knownKeys(value: JsonValue | undefined): JsonObject {
  const entries = Object.entries((value ?? {}) as JsonObject);
  return Object.fromEntries(entries.filter(([, item]) => item !== null));
}

function pickKeys(value: JsonValue | undefined, keys: readonly string[]): JsonObject {
  const entries = Object.entries((value ?? {}) as JsonObject);
  return Object.fromEntries(entries.filter(([key]) => keys.includes(key)));
}

/** Every key that the reference gives must be there with its value, and no other key may be. */
class Comparison {
  readonly #actualFolder: string;
  readonly #expectedFolder: string;

  constructor(actualFolder: string, expectedFolder: string) {
    this.#actualFolder = actualFolder;
    this.#expectedFolder = expectedFolder;
  }

  same(actual: JsonValue | undefined, expected: JsonValue | undefined, at: string): void {
    if (isObject(expected) && "$nd" in expected) {
      expect(isObject(actual) && "$nd" in actual, at).toBe(true);
      this.#array(actual as JsonObject, expected, at);
    } else if (isObject(expected)) this.#object(actual, expected, at);
    else if (Array.isArray(expected)) {
      const list = actual as readonly JsonValue[];
      expect(list, at).toHaveLength(expected.length);
      for (const [i, item] of (expected as readonly JsonValue[]).entries()) {
        this.same(list[i], item, `${at}[${String(i)}]`);
      }
    } else if (typeof expected === "number" && !Number.isInteger(expected)) {
      expectClose([actual as number], [expected], { rtol: 1e-12 });
    } else expect(actual, at).toBe(expected);
  }

  #object(actual: JsonValue | undefined, expected: JsonObject, at: string): void {
    expect(isObject(actual), at).toBe(true);
    const object = actual as JsonObject;
    if ("windows" in expected) {
      this.#windows(object, expected, at);
      return;
    }
    expect(Object.keys(object).sort(), at).toEqual(Object.keys(expected).sort());
    for (const [key, value] of Object.entries(expected)) {
      if (typeof value === "string" && value.endsWith(".npy")) {
        this.#files(object[key], value, `${at}.${key}`);
      } else this.same(object[key], value, `${at}.${key}`);
    }
  }

  #windows(actual: JsonObject, expected: JsonObject, at: string): void {
    expect(actual["sha256"], at).toBe(expected["sha256"]);
    if ("sha256_frames" in expected) {
      expect(actual["sha256_frames"], at).toEqual(expected["sha256_frames"]);
    }
    const windows = actual["windows"] as readonly JsonObject[];
    for (const [i, window] of (expected["windows"] as readonly JsonObject[]).entries()) {
      expect(windows[i]).toMatchObject({ start: window["start"], stop: window["stop"] });
      this.#files(windows[i]?.["file"], window["file"], at);
    }
  }

  #files(actual: JsonValue | undefined, expected: JsonValue | undefined, at: string): void {
    const mine = readArray(this.#actualFolder, actual);
    const theirs = readArray(this.#expectedFolder, expected);
    expect(mine.shape, at).toEqual(theirs.shape);
    expect(mine.dtype, at).toBe(theirs.dtype);
    expectClose(toFloat64(mine), toFloat64(theirs));
  }

  #array(actual: JsonObject, expected: JsonObject, at: string): void {
    const mine = actual["$nd"] as JsonObject;
    const theirs = expected["$nd"] as JsonObject;
    expect(mine["dtype"], at).toEqual(theirs["dtype"]);
    expect(mine["shape"], at).toEqual(theirs["shape"]);
    if ("columns" in theirs) {
      for (const [name, column] of Object.entries(theirs["columns"] as JsonObject)) {
        const own = (mine["columns"] as JsonObject)[name];
        expectClose(numbersOf(own, this.#actualFolder), numbersOf(column, this.#expectedFolder));
      }
      return;
    }
    expectClose(numbersOf(actual, this.#actualFolder), numbersOf(expected, this.#expectedFolder), {
      rtol: 1e-12,
    });
  }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function numbersOf(value: JsonValue | undefined, folder: string): readonly number[] {
  if (Array.isArray(value)) return value as readonly number[];
  const nd = (value as JsonObject)["$nd"] as JsonObject;
  if ("file" in nd) return [...toFloat64(readArray(folder, nd["file"]))];
  return (nd["data"] as readonly JsonValue[]).map((item) =>
    typeof item === "number" ? item : NaN,
  );
}

function readArray(folder: string, file: JsonValue | undefined): NdArray {
  const path = join(folder, typeof file === "string" ? file : "");
  const array = decodeNpy(new Uint8Array(readFileSync(path)), path);
  if (isStructured(array)) throw new Error(`${path} holds records`);
  return array;
}
