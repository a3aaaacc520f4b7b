import type { CurationPreview, CurationRequest, UnitPreview } from "#contract/index.ts";
import {
  curatedUnits,
  isStructural,
  type ActEntry,
  type UnitPicture,
} from "#core/curation/index.ts";
import { EphysError, type UnitId } from "#core/model/index.ts";
import type { ServiceContext } from "../context.ts";
import { actionOf, stamp } from "./act.ts";
import { plain } from "./plain.ts";

/** A merge or split as it would be. @throws what the action itself would be refused with */
export async function previewAction(
  ctx: ServiceContext,
  analyzerId: number,
  request: CurationRequest,
): Promise<CurationPreview> {
  const startedMs = performance.now();
  const desk = ctx.session().analyzers.desk(analyzerId);
  const action = await actionOf(desk, request);
  if (!isStructural(action)) {
    throw new EphysError("InvalidParameter", "a preview is of a merge or a split", {
      parameter: "action",
    });
  }
  const { current } = desk.journal();
  const trial: ActEntry = { id: 0, kind: "act", branch: current.name, ...stamp(), reason: "", action }; // prettier-ignore
  const { unitIds } = (await desk.base()).sorting;
  const before = await desk.units();
  const after = curatedUnits(unitIds, [...current.done, trial]);
  const found = await desk.preview(action);
  const labelsOf = (id: UnitId) => before.labels.get(id) ?? after.labels.get(id) ?? {};
  return {
    analyzerId,
    kind: action.kind,
    parents: found.parents.map((unit) => wirePicture(unit, labelsOf(unit.unitId))),
    made: found.made.map((unit) => wirePicture(unit, labelsOf(unit.unitId))),
    crossCorrelograms: found.crossCorrelograms,
    lagsMs: found.lagsMs,
    timesS: found.timesS,
    templateMs: found.templateMs,
    metricNames: found.metricNames,
    notes: found.notes,
    computedMs: Math.round(performance.now() - startedMs),
  };
}

function wirePicture(unit: UnitPicture, labels: UnitPreview["labels"]): UnitPreview {
  return {
    unitId: unit.unitId,
    numSpikes: unit.numSpikes,
    template: unit.template ?? null,
    autocorrelogram: unit.autocorrelogram,
    contamination: plain(unit.contamination),
    rateHz: unit.rateHz,
    depthUm: unit.depthUm ?? null,
    amplitudeUv: unit.amplitudeUv ?? null,
    metrics: Object.fromEntries(
      Object.entries(unit.metrics).map(([name, value]) => [name, plain(value)]),
    ),
    labels,
  };
}
