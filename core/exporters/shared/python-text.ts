import type { DataColumn } from "#core/analyzer/index.ts";

/** A float as Python prints it: the shortest digits, always with a point or an exponent. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa, power] = value.toExponential().split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    const digits = String(Math.abs(exponent)).padStart(2, "0");
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${digits}`;
  }
  const [sign, digits] = [value < 0 ? "-" : "", mantissa.replace(/[-.]/g, "")];
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign}${whole}.${digits.slice(exponent + 1) || "0"}`;
}

/** A cell as pandas writes it to a table: nothing for a missing value. */
export function pandasCell({ dtype, values }: DataColumn, row: number, separator: string): string {
  const value = values[row];
  if (typeof value === "string") {
    const special = value.includes(separator) || /["\n\r]/.test(value);
    return special ? `"${value.replaceAll('"', '""')}"` : value;
  }
  if (Number.isNaN(value)) return "";
  return dtype === "int" ? String(value) : pythonFloat(value);
}
