import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AnalyzerExtension, SortingAnalyzer } from "#core/analyzer/index.ts";
import { readZip, utf8FromText, writeZip } from "#core/array/index.ts";
import { modelToJson, readSkops, tableOf, type SkObject } from "#core/learning/index.ts";
import { sortingFromUnitDict } from "#core/sorting/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { labelUnits, labelUnitsBy, loadModel } from "./index.ts";
import { codeLabels } from "./labels.ts";
import { modernModelInfo } from "./model-info.ts";

const forest = fileURLToPath(new URL("./fixtures/forest", import.meta.url));
const ctx = { kernels: typescriptKernels, fs: nodeFileSystem };
let root = "";

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "labelling-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A model folder whose schema is changed. */
async function damaged(name: string, change: (schema: string) => string): Promise<string> {
  const folder = join(root, name);
  await nodeFileSystem.makeFolder(folder);
  const members = readZip(readFileSync(join(forest, "best_model.skops")));
  const schema = new TextDecoder().decode(members.get("schema.json"));
  const bytes = writeZip(new Map([...members, ["schema.json", utf8FromText(change(schema))]]));
  writeFileSync(join(folder, "best_model.skops"), bytes);
  return folder;
}

/** Two units with the metrics that the forest was trained on. */
function analyzerWith(rows: readonly (readonly [number, number])[], params = {}): SortingAnalyzer {
  const ids = rows.map((_, i) => `u${String(i)}`);
  const column = (name: string, k: 0 | 1) => ({
    name,
    dtype: "float" as const,
    values: Float64Array.from(rows, (row) => row[k]),
  });
  const table = { index: ids, columns: [column("firing_rate", 1), column("num_spikes", 0)] };
  const extension: AnalyzerExtension = {
    name: "quality_metrics",
    params: {
      metric_names: ["num_spikes", "firing_rate"],
      metric_params: { num_spikes: {}, firing_rate: {}, ...params },
    },
    data: new Map([["metrics", { kind: "table", table }]]),
    siClass: { class: "x", module: "spikeinterface" },
    runtimeS: 0,
    skipped: [],
  };
  const sorting = sortingFromUnitDict([new Map(ids.map((id) => [id, [1]]))], 30_000);
  return {
    sorting,
    recording: undefined,
    attributes: {
      channelIds: [0],
      samplingFrequency: 30_000,
      numSamples: [10],
      isFiltered: false,
      dtype: "int16",
      properties: new Map(),
    },
    probeGroup: undefined,
    sparsity: undefined,
    returnInUv: true,
    format: "memory",
    folder: undefined,
    extensions: new Map([["quality_metrics", extension]]),
  };
}

describe("a model that skops saved", () => {
  test("predicts what scikit-learn 1.2.1 predicted", async () => {
    const { pipeline, info } = await loadModel(forest, {}, ctx);
    const rows = tableOf(4, 2, Float64Array.of(0, 0, 1, 1, 2, 0.5, -1, 3));
    const seen = pipeline.transform(rows);
    expect([...pipeline.classifier.predict(seen)]).toEqual([0, 1, 1, 1]);
    expect([...(pipeline.classifier.probabilities?.(seen).values ?? [])]).toEqual([
      0.9400000000000001, 0.06, 0.25, 0.75, 0.13571428571428573, 0.8642857142857142, 0.4, 0.6,
    ]);
    expect(pipeline.featureNames).toEqual(["num_spikes", "firing_rate"]);
    expect(info?.label_conversion).toEqual({ 0: "noise", 1: "good" });
  });

  test("labels an analyzer's units, whatever the order of its metrics", async () => {
    const analyzer = analyzerWith([
      [0, 0],
      [2, 0.5],
      [NaN, Infinity],
    ]);
    const found = await labelUnits(analyzer, forest, {}, ctx);
    expect(found.labels.slice(0, 2)).toEqual(["noise", "good"]);
    expect(found.probabilities[0]).toBeCloseTo(0.94, 12);
    expect(found.sorting.properties.get("classifier_label")?.["data" as never]).toEqual(
      found.labels,
    );
  });

  test("says when metrics were computed otherwise", async () => {
    const model = await loadModel(forest, {}, ctx);
    const analyzer = analyzerWith([[0, 0]], { firing_rate: { bin_s: 3 } });
    const messages: string[] = [];
    labelUnitsBy(analyzer, model, { log: (message) => messages.push(message) });
    expect(messages.join()).toMatch(/firing_rate/);
    expect(() => labelUnitsBy(analyzer, model, { enforceMetricParams: true })).toThrow(
      /firing_rate/,
    );
    expect(() => labelUnitsBy(analyzer, model, { conversion: new Map([[7, "x"]]) })).toThrow(
      /predicts 0, for which there is no label/,
    );
  });

  test("a type that nobody trusts is refused by name, and one that cannot be rebuilt too", async () => {
    const folder = await damaged("evil", (schema) =>
      schema
        .replaceAll("RandomForestClassifier", "Popen")
        .replaceAll("sklearn.ensemble._forest", "subprocess"),
    );
    await expect(loadModel(folder, {}, ctx)).rejects.toMatchObject({
      code: "InvalidParameter",
      message: expect.stringContaining("subprocess.Popen") as string,
    });
    await expect(loadModel(folder, { trustModel: true }, ctx)).rejects.toMatchObject({
      code: "Unsupported",
      message: expect.stringContaining("subprocess.Popen") as string,
    });
  });

  test("damage is named, never followed", async () => {
    const cut = await damaged("cut", (schema) => schema.slice(0, 100));
    await expect(loadModel(cut, {}, ctx)).rejects.toMatchObject({ code: "CorruptFile" });
    const unfitted = await damaged("unfitted", (schema) =>
      schema.replaceAll('"estimators_"', '"gone"'),
    );
    await expect(loadModel(unfitted, {}, ctx)).rejects.toThrow(/estimators_/);
    const loader = await damaged("loader", (schema) =>
      schema.replaceAll("ObjectNode", "MethodNode"),
    );
    await expect(loadModel(loader, { trustModel: true }, ctx)).rejects.toMatchObject({
      code: "Unsupported",
    });
  });

  test("a model that is one JSON document loads, and damage to it is named", async () => {
    const bytes = await nodeFileSystem.readBytes(join(forest, "best_model.skops"));
    const document = modelToJson(readSkops(bytes, forest) as SkObject);
    const folder = join(root, "json");
    const file = join(folder, "best_model.json");
    await nodeFileSystem.makeFolder(folder);
    await nodeFileSystem.writeFile(file, JSON.stringify(document));
    const { pipeline } = await loadModel(folder, {}, ctx);
    const rows = tableOf(2, 2, Float64Array.of(0, 0, 2, 0.5));
    expect([...pipeline.classifier.predict(pipeline.transform(rows))]).toEqual([0, 1]);
    for (const [damage, code] of [
      [{ ...document, version: 9 }, "FormatNotRecognised"],
      [{ ...document, arrays: { "1.npy": 3 } }, "CorruptFile"],
      [{ ...document, arrays: {} }, "CorruptFile"],
    ] as const) {
      await nodeFileSystem.writeFile(file, JSON.stringify(damage));
      await expect(loadModel(folder, {}, ctx)).rejects.toMatchObject({ code });
    }
    const evil = JSON.stringify(document).replaceAll("RandomForestClassifier", "Popen");
    await nodeFileSystem.writeFile(file, evil);
    await expect(loadModel(folder, {}, ctx)).rejects.toThrow(/Popen/);
  });

  test("pickles are refused with the reason", async () => {
    const folder = join(root, "pickle");
    await nodeFileSystem.makeFolder(folder);
    writeFileSync(join(folder, "model.pkl"), "x");
    await expect(loadModel(folder, {}, ctx)).rejects.toThrow(/is a pickle: reading one runs/);
    await expect(loadModel(forest, { modelName: "a.joblib" }, ctx)).rejects.toThrow(/is a pickle/);
    await expect(loadModel(join(root, "no"), {}, ctx)).rejects.toMatchObject({
      code: "FileNotFound",
    });
  });
});

test("labels are coded by their sorted values; none is -1", () => {
  const { codes, conversion } = codeLabels(["noise", "good", null, "noise"]);
  expect([...codes]).toEqual([1, 0, -1, 1]);
  expect([...conversion]).toEqual([
    [1, "noise"],
    [0, "good"],
    [-1, null],
  ]);
  expect([...codeLabels([10, 9, 10]).codes]).toEqual([1, 0, 1]);
});

test("older names of parameters are read", () => {
  const info = modernModelInfo({
    metric_params: {
      quality_metric_params: { metric_names: ["snr"], qm_params: { snr: {} } },
      template_metric_params: { metric_names: ["a", "b"], metrics_kwargs: { x: 1 } },
    },
  });
  expect(info.metric_params).toEqual({
    quality_metric_params: { metric_names: ["snr"], metric_params: { snr: {} } },
    template_metric_params: {
      metric_names: ["a", "b"],
      metric_params: { a: { x: 1 }, b: { x: 1 } },
    },
  });
});
