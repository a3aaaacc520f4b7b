import type { Settings } from "#contract/index.ts";

const NO_VALUE = "–";

/** Three significant digits, no exponent between 0.001 and a million; "–" for nothing. */
export function formatNumber(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || Number.isNaN(value)) return NO_VALUE;
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text =
    size >= 1e6 || size < 1e-3
      ? value.toExponential(digits - 1)
      : size >= 10 ** (digits - 1)
        ? Math.round(value).toLocaleString("en-US").replaceAll(",", "\u202f")
        : value.toPrecision(digits);
  return text.replace("-", "−");
}

/** 12408 → "12 408" */
export const formatCount = (value: number): string =>
  value.toLocaleString("en-US", { maximumFractionDigits: 0 }).replaceAll(",", "\u202f");

const two = (n: number): string => String(n).padStart(2, "0");

/** 751.402 → "00:12:31.402" */
export function formatClock(seconds: number, decimals = 3): string {
  const unit = 10 ** decimals;
  const total = Math.round(Math.abs(seconds) * unit); // rounded once, so that 59.9996 carries
  const whole = Math.floor(total / unit);
  const rest = decimals > 0 ? `.${String(total % unit).padStart(decimals, "0")}` : "";
  const sign = seconds < 0 && total > 0 ? "−" : "";
  return `${sign}${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}${rest}`;
}

/** A time in the format of the settings. */
export function formatTime(
  seconds: number,
  samplingFrequency: number,
  format: Settings["timeFormat"],
): string {
  if (format === "samples") return formatCount(Math.round(seconds * samplingFrequency));
  return format === "seconds" ? `${seconds.toFixed(4)} s` : formatClock(seconds);
}

/** 41 → "00:41", 3725 → "1:02:05" */
export function formatLeft(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  const hours = Math.floor(s / 3600);
  const minutes = Math.floor(s / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(s % 60)}` : `${two(minutes)}:${two(s % 60)}`;
}

/** 48.2e9 → "48.2 GB" */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = bytes < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3));
  return `${formatNumber(bytes / 1000 ** power)} ${units[power] ?? "B"}`;
}

/** "2026-11-22T13:05:00Z" → "2026-11-22 13:05" in local time */
export function formatDate(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Units as they are printed: parameters and metrics name them in ASCII. */
export const unitText = (unit: string): string =>
  unit
    .replace(/\bum\b/g, "µm")
    .replace(/\buV\b/gi, "µV")
    .replace(/\bus\b/g, "µs")
    .replace(/\^2\b/g, "²");

/** How numbers are best read where no filter names them: seconds of a waveform as ms. */
export function readingOf(
  unit: string | null,
  values: readonly unknown[],
): { readonly unit: string; readonly factor: number } {
  const isShort = unit === "s" && values.every((v) => typeof v !== "number" || Math.abs(v) < 0.1);
  return isShort ? { unit: "ms", factor: 1000 } : { unit: unitText(unit ?? ""), factor: 1 };
}

/** samples × channels a second, in words */
export const formatThroughput = (perSecond: number | null): string =>
  perSecond === null ? NO_VALUE : `${formatNumber(perSecond / 1e6)} M samples/s`;
