import type { JsonObject, JsonValue } from "#core/model/index.ts";
import { fieldsOf, valueOrDefault, withFields } from "../forms/index.ts";

/** Fields of a simulation under one heading. */
interface FormSection {
  readonly title: string;
  readonly side: "left" | "right";
  /** an object schema of these fields */
  readonly schema: JsonObject;
}

const SECTIONS: readonly Pick<FormSection & { fields: RegExp }, "title" | "side" | "fields">[] = [
  {
    title: "Recording",
    side: "left",
    fields: /^(probe|num_channels|duration_s|sampling_frequency)$/,
  },
  { title: "Drift", side: "left", fields: /^(drift_|least_moved)/ },
  {
    title: "Units",
    side: "right",
    fields: /^(num_units|firing_|refractory|amplitude|distribution|relocation_)/,
  },
  { title: "Noise", side: "right", fields: /^noise_/ },
  { title: "Chance", side: "left", fields: /^seed$/ },
];

/**
 * A simulation's form in sections, without the fields that change nothing: the number of channels of a named probe, a
 * period of what is no zigzag, a range of what does not move, a place for generated units.
 * @param realUnits whether units come from an analyzer: with amplitudes and places of their own
 */
export function sectionsOf(
  schema: JsonObject,
  values: JsonObject,
  realUnits = false,
): readonly FormSection[] {
  const value = (name: string): JsonValue | undefined => valueOrDefault(schema, values, name);
  const counts = (name: string): boolean => {
    if (name === "num_channels") return value("probe") === "two columns";
    if (name === "drift_period_s") return value("drift_mode") === "zigzag";
    if (name === "drift_range_um" || name === "least_moved") return value("drift_mode") !== "none";
    if (/^amplitude_m/.test(name)) return !realUnits;
    if (name.startsWith("relocation_")) return realUnits;
    return true;
  };
  return SECTIONS.map(({ title, side, fields }) => ({
    title,
    side,
    schema: withFields(schema, (name) => fields.test(name) && counts(name)),
  })).filter((section) => fieldsOf(section.schema).length > 0);
}

/** A length of time in words: "12 s", "1 min 30 s", "2 h". */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${Number(seconds.toPrecision(3))} s`;
  const parts = [
    [Math.floor(whole / 3600), "h"],
    [Math.floor(whole / 60) % 60, "min"],
    [whole % 60, "s"],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}
