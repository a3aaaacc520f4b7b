import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import { defineFunction } from "../define.ts";
import { scalar } from "../params.ts";

/* SpikeInterface's core.core_tools for reading and writing amounts. */

const PREFIX = "spikeinterface.core.core_tools";

/** Two decimals as Python formats them (exact decimal value, ties to even), thousands separated on request. */
function fixed(value: number, grouped = false): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  const text = value.toFixed(2);
  if (!grouped) return text;
  const [whole = "", decimals = ""] = text.split(".");
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${decimals}`;
}

const bytesToText = defineFunction({
  name: `${PREFIX}.convert_bytes_to_str`,
  params: z.object({ byte_value: scalar() }),
  run({ byte_value }) {
    const units = ["B", "KiB", "MiB", "GiB", "TiB"];
    let value = byte_value;
    let unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return `${fixed(value)} ${units[unit]}`;
  },
});

const secondsToText = defineFunction({
  name: `${PREFIX}.convert_seconds_to_str`,
  params: z.object({ seconds: scalar(), long_notation: z.boolean().default(true) }),
  run({ seconds, long_notation }) {
    const base = `${fixed(seconds, true)}s`;
    if (!long_notation) return base;
    if (seconds < 1) return `${base} (${fixed(seconds * 1000)} ms)`;
    if (seconds < 60) return base;
    if (seconds < 3600) return `${base} (${fixed(seconds / 60)} minutes)`;
    if (seconds < 172800) return `${base} (${fixed(seconds / 3600)} hours)`;
    return `${base} (${fixed(seconds / 86400)} days)`;
  },
});

const FACTORS: Readonly<Record<string, number>> = {
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  Pi: 1024 ** 5,
};

const textToBytes = defineFunction({
  name: `${PREFIX}.convert_string_to_bytes`,
  params: z.object({ memory_string: z.string() }),
  run({ memory_string }) {
    const suffix =
      memory_string.slice(-2) in FACTORS ? memory_string.slice(-2) : memory_string.slice(-1);
    const factor = FACTORS[suffix];
    const amount = memory_string.slice(0, memory_string.length - suffix.length).trim();
    const value = /^[+-]?(\d[\d_]*\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(amount)
      ? Number(amount.replaceAll("_", ""))
      : NaN;
    if (factor === undefined || Number.isNaN(value)) {
      throw new EphysError(
        "InvalidParameter",
        `"${memory_string}" is no amount of memory: write a number and one of ${Object.keys(FACTORS).join(", ")}`,
        { memory_string },
      );
    }
    return Math.trunc(value * factor);
  },
});

export const TEXT_FUNCTIONS = [bytesToText, secondsToText, textToBytes] as const;
