import { userInfo } from "node:os";
import type { CurationOutcome, CurationRequest, CurationState } from "#contract/index.ts";
import {
  curatedUnits,
  describeAction,
  isStructural,
  mergedLabels,
  mergedUnitId,
  partUnitIds,
  splitAtPositions,
  usedUnitIds,
  type ActEntry,
  type CurationAction,
  type CuratedUnits,
} from "#core/curation/index.ts";
import { EphysError, type UnitId } from "#core/model/index.ts";
import type { ServiceContext } from "../context.ts";
import type { CurationDesk } from "./desk.ts";

interface Requested {
  readonly analyzerId: number;
  readonly action: CurationRequest;
  readonly reason?: string | undefined;
}

/** Checks, computes what follows, and stores an action as one row; a refusal leaves everything as it is. */
export function act(ctx: ServiceContext, requested: Requested): Promise<CurationOutcome> {
  const { analyzerId, action, reason = "" } = requested;
  const desk = ctx.session().analyzers.desk(analyzerId);
  return desk.inTurn(async () => {
    const asked = await actionOf(desk, action);
    await perform(ctx, desk, analyzerId, { action: asked, reason });
    return { state: await stateOf(ctx, analyzerId), made: madeBy(asked) };
  });
}

/** Computes and stores an action whose turn has come. */
export async function perform(
  ctx: ServiceContext,
  desk: CurationDesk,
  analyzerId: number,
  { action, reason }: { readonly action: CurationAction; readonly reason: string },
): Promise<void> {
  const { current } = desk.journal();
  const head = { branch: current.name, ...stamp(), reason };
  const trial: ActEntry = { ...head, id: desk.revision() + 1, kind: "act", action };
  const { unitIds } = (await desk.base()).sorting;
  curatedUnits(unitIds, [...current.done, trial]); // refuses what does not fit
  // an analyzer that cannot follow must not be asked for by a row that stays
  const followed = isStructural(action) ? await desk.rehearse(current.done, action) : undefined;
  const row = desk.append({ ...head, kind: "act", action });
  if (followed !== undefined) desk.keep([...current.done, { ...trial, id: row.id }], followed);
  tell(ctx, analyzerId, isStructural(action), action.kind === "label");
}

export function stamp(): { readonly author: string; readonly createdAt: string } {
  return { author: userName(), createdAt: new Date().toISOString() };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "unknown"; // an account without an entry, as in some containers
  }
}

/** Takes back the last action that stands; nothing where there is none. */
export function undo(ctx: ServiceContext, analyzerId: number): Promise<CurationState> {
  return moveBack(ctx, analyzerId, "undo");
}

/** Brings back what was taken back last; nothing where there is none. */
export function redo(ctx: ServiceContext, analyzerId: number): Promise<CurationState> {
  return moveBack(ctx, analyzerId, "redo");
}

function moveBack(
  ctx: ServiceContext,
  analyzerId: number,
  kind: "undo" | "redo",
): Promise<CurationState> {
  const desk = ctx.session().analyzers.desk(analyzerId);
  return desk.inTurn(async () => {
    const { current } = desk.journal();
    const target = (kind === "undo" ? current.done : current.undone).at(-1);
    if (target !== undefined) {
      desk.append({ kind, target: target.id, branch: current.name, ...stamp(), reason: "" });
      tell(ctx, analyzerId, isStructural(target.action), target.action.kind === "label");
    }
    return stateOf(ctx, analyzerId);
  });
}

/** Makes a branch of what stands, or goes to one that is there. @throws AlreadyExists, UnknownName */
export function goToBranch(
  ctx: ServiceContext,
  { analyzerId, name }: { readonly analyzerId: number; readonly name: string },
  how: "branch" | "switch",
): Promise<CurationState> {
  const desk = ctx.session().analyzers.desk(analyzerId);
  return desk.inTurn(async () => {
    const { branches, current } = desk.journal();
    const head = { branch: name, ...stamp(), reason: "" };
    if (how === "branch") {
      if (branches.has(name)) {
        throw new EphysError("AlreadyExists", `there is a branch "${name}" already`, { name });
      }
      desk.append({ ...head, kind: "branch", from: current.name });
      tell(ctx, analyzerId, false, false);
    } else if (name !== current.name) {
      branchNamed(desk, name);
      desk.append({ ...head, kind: "switch" });
      tell(ctx, analyzerId, true, true);
    }
    return stateOf(ctx, analyzerId);
  });
}

/** @throws UnknownName listing the branches */
export function branchNamed(
  desk: CurationDesk,
  name: string,
): { readonly done: readonly ActEntry[] } {
  const { branches } = desk.journal();
  const found = branches.get(name);
  if (found !== undefined) return found;
  throw new EphysError(
    "UnknownName",
    `no branch is called "${name}"; there are ${[...branches.keys()].join(", ")}`,
    { name },
  );
}

function tell(
  ctx: ServiceContext,
  analyzerId: number,
  unitsChanged: boolean,
  labels: boolean,
): void {
  const revision = ctx.session().analyzers.desk(analyzerId).revision();
  ctx.emit("curation", { analyzerId, revision, unitsChanged });
  if (labels) ctx.emit("labels", { analyzerId });
}

/** What is shown of the branch that is worked on. */
export async function stateOf(ctx: ServiceContext, analyzerId: number): Promise<CurationState> {
  const desk = ctx.session().analyzers.desk(analyzerId);
  const { branches, current } = desk.journal();
  const units = await desk.units();
  const [last, next] = [current.done.at(-1), current.undone.at(-1)];
  return {
    analyzerId,
    revision: desk.revision(),
    branch: current.name,
    branches: [...branches.values()].map(({ name, done }) => ({ name, numActions: done.length })),
    undoText: last === undefined ? null : describeAction(last.action),
    redoText: next === undefined ? null : describeAction(next.action),
    numActions: current.done.length,
    removed: [...units.removed],
    made: units.unitIds.flatMap((unitId) => {
      const origin = units.made.get(unitId);
      return origin === undefined ? [] : [{ unitId, from: origin.from, by: origin.by }];
    }),
    categories: units.categories,
    labels: [...units.labels].map(([unitId, labels]) => ({ unitId, labels })),
    notes: [...units.notes].map(([unitId, text]) => ({ unitId, text })),
    judged: units.judged,
  };
}

function madeBy(action: CurationAction): readonly UnitId[] {
  if (action.kind === "merge") return [action.newUnitId];
  return action.kind === "split" ? action.newUnitIds : [];
}

/** A request as an action: new units are named, parts of a split known. @throws InvalidParameter, InvalidValue … */
export async function actionOf(
  desk: CurationDesk,
  request: CurationRequest,
): Promise<CurationAction> {
  const units = await desk.units();
  const used = async (): Promise<readonly UnitId[]> =>
    usedUnitIds((await desk.base()).sorting.unitIds, desk.entries());
  switch (request.kind) {
    case "merge": {
      const unitIds = [...new Set(request.unitIds)];
      if (unitIds.length < 2) refuse("a merge needs two different units", "unitIds");
      const newUnitId = mergedUnitId(await used(), unitIds);
      return { kind: "merge", unitIds, newUnitId, labels: mergedLabels(units, unitIds) };
    }
    case "split": {
      const parts = await partsOf(desk, request);
      const numParts = parts.reduce((most, part) => Math.max(most, part), 0) + 1;
      const { unitId } = request;
      return { kind: "split", unitId, parts, newUnitIds: partUnitIds(await used(), unitId, numParts) }; // prettier-ignore
    }
    case "label":
      checkLabel(units, request);
      return {
        kind: "label",
        changes: [...new Set(request.unitIds)].map((unitId) => ({
          unitId,
          category: request.category,
          values: [...new Set(request.values)],
        })),
      };
    case "categories":
      checkCategories(request.categories);
      return request;
    case "remove":
    case "restore":
      return { kind: request.kind, unitIds: [...new Set(request.unitIds)] };
    case "note":
      return { ...request, text: request.text.trim() };
    case "judge":
      return request;
    default:
      return request satisfies never;
  }
}

type Of<K extends CurationRequest["kind"]> = Extract<CurationRequest, { readonly kind: K }>;

async function partsOf(
  desk: CurationDesk,
  { unitId, parts, by }: Of<"split">,
): Promise<Uint16Array> {
  if (parts !== undefined) return splitAtPositions(await desk.curated(), unitId, parts);
  if (by === undefined) return refuse("a split needs parts, or a method", "parts");
  const { sorting, extensions } = await desk.base();
  const templates = extensions.get("sorter_templates")?.data.get("spike_templates");
  const origin =
    templates?.kind === "array" && !("columns" in templates.array)
      ? (templates.array.data as ArrayLike<number>) // whole numbers
      : sorting.spikes.unitIndex;
  return desk.parts(unitId, by, origin);
}

function checkLabel({ categories }: CuratedUnits, { category, values }: Of<"label">): void {
  const known = categories.find(({ name }) => name === category);
  if (known === undefined) {
    return refuse(
      `there is no category "${category}"; there are ${categories.map(({ name }) => name).join(", ")}`,
      "category",
    );
  }
  if (known.exclusive && values.length > 1) {
    refuse(`a unit has one label of "${category}", not ${values.join(" and ")}`, "values");
  }
  const strange = values.find((value) => !known.options.includes(value));
  if (strange !== undefined) {
    refuse(`"${category}" has no label "${strange}"; it has ${known.options.join(", ")}`, "values");
  }
}

function checkCategories(categories: Of<"categories">["categories"]): void {
  const names = categories.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) refuse(`two categories are called "${twice}"`, "categories");
  for (const { name, options } of categories) {
    const again = options.find((option, i) => options.indexOf(option) !== i);
    if (again !== undefined) refuse(`"${name}" has the label "${again}" twice`, "categories");
  }
}

function refuse(problem: string, parameter: string): never {
  throw new EphysError("InvalidParameter", problem, { parameter });
}
