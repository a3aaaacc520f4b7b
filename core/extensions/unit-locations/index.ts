import { ndArray } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import { arrayData, defineExtension, done } from "../define.ts";
import { pickArrayRows } from "../pick-rows.ts";
import { analyzerOfMadeUnits, followUnits } from "../unit-change.ts";
import { locateUnits } from "./locate.ts";
import { TAKES, unitLocationsParams } from "./params.ts";

/** Where each unit lies beside the probe. */
export const unitLocations = defineExtension({
  name: "unit_locations",
  label: "Unit locations",
  summary: "Where each unit lies beside the probe.",
  siClass: "spikeinterface.postprocessing.unit_locations.ComputeUnitLocations",
  siModule: "spikeinterface",
  dependsOn: ["templates"],
  needsRecording: false,
  si: { useNodePipeline: false, needJobKwargs: false },
  params: unitLocationsParams,
  siDefaults: { method: "monopolar_triangulation" },
  start({ analyzer, params }) {
    const foreign = Object.keys(params).find(
      (key) => key !== "method" && !TAKES[params.method].includes(key),
    );
    if (foreign !== undefined) {
      throw new EphysError(
        "InvalidParameter",
        `unit_locations method ${params.method} takes no ${foreign}; it takes ${TAKES[params.method].join(", ")}`,
        { method: params.method, parameter: foreign },
      );
    }
    const { values, width } = locateUnits(analyzer, params);
    const dtype = params.method === "max_channel" ? "float32" : "float64";
    const data = dtype === "float32" ? Float32Array.from(values) : values;
    return done({ unit_locations: ndArray(dtype, [values.length / width, width], data) });
  },
  selectUnits(extension, _analyzer, unitIndices) {
    return pickArrayRows(extension, unitIndices);
  },
  regroupUnits(change) {
    const params = unitLocationsParams.safeParse(change.extension.params);
    if (!params.success) return undefined;
    const { values, width } = locateUnits(analyzerOfMadeUnits(change, ["templates"]), params.data);
    const made = ndArray("float64", [change.madeUnits.length, width], values);
    return followUnits(change, arrayData({ unit_locations: made }));
  },
});
