import type { JsonObject, JsonValue } from "#core/model/index.ts";

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
  const properties = objectOf(schema["properties"]);
  const value = (name: string): JsonValue | undefined =>
    values[name] ?? objectOf(properties[name])["default"];
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
    schema: {
      type: "object",
      properties: Object.fromEntries(
        Object.entries(properties).filter(([name]) => fields.test(name) && counts(name)),
      ),
    },
  })).filter((section) => Object.keys(objectOf(section.schema["properties"])).length > 0);
}

/** What is given of the values that the kind knows: a field that both kinds have keeps its value. */
export function keptValues(schema: JsonObject, values: JsonObject): JsonObject {
  const known = objectOf(schema["properties"]);
  return Object.fromEntries(Object.entries(values).filter(([name]) => name in known));
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

function objectOf(value: JsonValue | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject) // neither a list nor a plain value
    : {};
}
