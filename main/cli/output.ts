import { stderr, stdout } from "node:process";
import type { Progress } from "#core/compute/index.ts";

/** Results for people, or for programs with --json. */
export interface Output {
  readonly json: boolean;
  /** The one result of a command: `value` as JSON, or `text`. */
  readonly result: (value: unknown, text: () => string) => void;
  readonly progress: (progress: Progress) => void;
  readonly log: (message: string) => void;
  /** Clears the line of progress. */
  readonly end: () => void;
}

const REDRAW_MS = 100;

/** Results go to standard output, progress and logs to standard error. */
export function createOutput(json: boolean): Output {
  const isTerminal = stderr.isTTY;
  let step = "";
  let stepStartMs = 0;
  let drawnMs = 0;
  let isDrawn = false;
  const clear = (): void => {
    if (isDrawn) stderr.write("\r\x1b[2K");
    isDrawn = false;
  };
  return {
    json,
    result(value, text) {
      clear();
      stdout.write((json ? JSON.stringify(value) : text()) + "\n");
    },
    progress(progress) {
      const nowMs = performance.now();
      if (progress.step !== step) {
        step = progress.step;
        stepStartMs = nowMs;
        drawnMs = 0;
        if (!isTerminal) stderr.write(`${step}\n`);
      }
      if (!isTerminal || nowMs - drawnMs < REDRAW_MS) return;
      drawnMs = nowMs;
      clear();
      stderr.write(progressLine(progress, (nowMs - stepStartMs) / 1000));
      isDrawn = true;
    },
    log(message) {
      clear();
      stderr.write(`${message}\n`);
    },
    end: clear,
  };
}

function progressLine({ step, fraction, samplesDone }: Progress, elapsedS: number): string {
  const parts = [`${step} ${(fraction * 100).toFixed(0).padStart(3)} %`];
  if (samplesDone !== undefined && elapsedS > 0.2) {
    parts.push(`${(samplesDone / elapsedS / 1e6).toFixed(1)} Msamples/s`);
  }
  if (fraction > 0.02 && fraction < 1) {
    parts.push(`${((elapsedS * (1 - fraction)) / fraction).toFixed(0)} s left`);
  }
  return parts.join(" · ");
}

/** Rows of text in columns; numbers to the right. */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly (string | number | boolean | null)[])[],
): string {
  const cells = rows.map((row) => row.map(cellText));
  const widths = header.map((title, i) =>
    Math.max(title.length, ...cells.map((row) => (row[i] ?? "").length)),
  );
  const isNumber = header.map((_, i) => rows.every((row) => typeof row[i] !== "string"));
  const line = (row: readonly string[]): string =>
    row
      .map((text, i) =>
        isNumber[i] === true ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return [line(header), ...cells.map(line)].join("\n");
}

function cellText(value: string | number | boolean | null): string {
  if (value === null) return "–";
  if (typeof value !== "number") return String(value);
  if (Number.isNaN(value)) return "–";
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}
