import type { Pipeline } from "#contract/index.ts";
import {
  EphysError,
  isExtractorDict,
  type ExtractorDict,
  type JsonObject,
  type JsonValue,
} from "#core/model/index.ts";
import { stepsOf } from "./steps.ts";

const LINE = 100;

/** Steps that are not functions of spikeinterface.preprocessing: the module and name to import. */
const ELSEWHERE: Readonly<Record<string, readonly [module: string, name: string] | undefined>> = {
  correct_lsb: ["spikeinterface.preprocessing.correct_lsb", "correct_lsb"],
  pad_traces: ["spikeinterface.preprocessing.zero_channel_pad", "TracePaddedRecording"],
  interpolate_motion: [
    "spikeinterface.sortingcomponents.motion.motion_interpolation",
    "InterpolateMotionRecording",
  ],
};

/**
 * Code for SpikeInterface 0.103 that opens a recording and applies the steps that are on. Parameters that are not
 * given follow SpikeInterface's defaults, which are those of the steps.
 */
export function pythonOf(recording: ExtractorDict, pipeline: Pipeline): string {
  const steps = stepsOf(pipeline);
  const [imports, opening] = openingOf(recording);
  const isFunction = steps.some(([name]) => ELSEWHERE[name] === undefined);
  const others = steps.flatMap(([name]) => {
    const found = ELSEWHERE[name];
    return found === undefined ? [] : [`from ${found[0]} import ${found[1]}`];
  });
  const hasMotion = steps.some(([name]) => name === "interpolate_motion");
  const lines = [
    ...(hasMotion ? ["import numpy as np", "from spikeinterface.core.motion import Motion"] : []),
    ...(isFunction ? ["import spikeinterface.preprocessing as spre"] : []),
    ...new Set([imports, ...others]),
    "",
    opening,
    ...steps.map(([name, params]) => {
      const callee = ELSEWHERE[name]?.[1] ?? `spre.${name}`;
      const args = name === "interpolate_motion" ? motionArguments(params) : argumentsOf(params);
      checkSayable(name, params);
      return assignment("recording", callee, ["recording", ...args]);
    }),
  ];
  return lines.join("\n") + "\n";
}

/** How the recording is opened: its class with its arguments; one that wraps others is loaded from its dictionary. */
function openingOf(dict: ExtractorDict): readonly [imports: string, opening: string] {
  const nested = Object.values(dict.kwargs).some(holdsDict);
  const dot = dict.class.lastIndexOf(".");
  if (nested || dot < 0) {
    return ["import spikeinterface as si", `recording = si.load(${literal(dict)})`];
  }
  const name = dict.class.slice(dot + 1);
  return [
    `from ${dict.class.slice(0, dot)} import ${name}`,
    assignment("recording", name, argumentsOf(dict.kwargs)),
  ];
}

function holdsDict(value: JsonValue | undefined): boolean {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).some(holdsDict);
  return isExtractorDict(value);
}

const argumentsOf = (params: JsonObject): string[] =>
  Object.entries(params).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${literal(value)}`],
  );

/** @throws Unsupported for what SpikeInterface has no argument for */
function checkSayable(name: string, params: JsonObject): void {
  const own = ["rp", "rs"].find((key) => params[key] !== undefined && params[key] !== null);
  if (own === undefined) return;
  throw new EphysError(
    "Unsupported",
    `${name} has ${own}, which SpikeInterface 0.103 cannot take; choose another family of filter, or write the recording and open it in Python`,
    { step: name, parameter: own },
  );
}

/** The motion as an object: from its folder, or from its dictionary with arrays. */
function motionArguments({ motion, ...rest }: JsonObject): string[] {
  const others = argumentsOf(rest);
  if (typeof motion === "string") return [`motion=Motion.load(${literal(motion)})`, ...others];
  if (typeof motion !== "object" || motion === null || Array.isArray(motion)) return others;
  const fields = Object.entries(motion as JsonObject).flatMap(([key, value]) => {
    if (value === undefined || key === "object") return [];
    if (!Array.isArray(value)) return [`${key}=${literal(value)}`];
    const list = value as readonly JsonValue[];
    const arrays = list.every((item) => Array.isArray(item))
      ? `[${list.map((item) => `np.array(${literal(item)})`).join(", ")}]`
      : `np.array(${literal(list)})`;
    return [`${key}=${arrays}`];
  });
  return [`motion=Motion(${fields.join(", ")})`, ...others];
}

/** One line where it fits, else one argument a line. */
function assignment(target: string, callee: string, args: readonly string[]): string {
  const short = `${target} = ${callee}(${args.join(", ")})`;
  if (short.length <= LINE) return short;
  return `${target} = ${callee}(\n${args.map((arg) => `    ${arg},`).join("\n")}\n)`;
}

/** JSON as a Python literal. */
function literal(value: JsonValue): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(literal).join(", ")}]`;
  const entries = Object.entries(value as JsonObject).flatMap(([key, item]) =>
    item === undefined ? [] : [`${JSON.stringify(key)}: ${literal(item)}`],
  );
  return `{${entries.join(", ")}}`;
}
