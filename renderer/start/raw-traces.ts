import type { RawPreview } from "#contract/index.ts";

/** Size of the drawing in its own units. */
export const WIDTH = 640;
export const ROW_HEIGHT = 12;

/** SVG paths, one row per channel, all to one scale so that a channel of another kind shows. */
export function tracePaths({ traces }: Pick<RawPreview, "traces">): string[] {
  const centred = traces.map((trace) => {
    const mean = trace.reduce((sum, value) => sum + value, 0) / Math.max(1, trace.length);
    return trace.map((value) => value - mean);
  });
  const largest = centred.flat().reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = largest > 0 ? (0.48 * ROW_HEIGHT) / largest : 0;
  return centred.map((trace, row) => {
    const middle = (row + 0.5) * ROW_HEIGHT;
    const step = WIDTH / Math.max(1, trace.length - 1);
    const points = trace.map(
      (value, i) => `${(i * step).toFixed(1)} ${(middle - value * scale).toFixed(1)}`,
    );
    return `M${points.join("L")}`;
  });
}

export interface Verdict {
  readonly kind: "signals" | "unclear" | "noise";
  readonly text: string;
}

/** What the likeness of neighbouring samples says to a person; a guess that another one beats is none to trust. */
export function verdictOf({
  likeness,
  better,
}: Pick<RawPreview, "likeness"> & Partial<Pick<RawPreview, "better">>): Verdict {
  const value = likeness.toFixed(2);
  if (better && likeness >= 0.2) {
    return { kind: "unclear", text: `Doubtful: neighbouring samples are less alike (${value}) than they could be.` }; // prettier-ignore
  }
  if (likeness >= 0.5) {
    return {
      kind: "signals",
      text: `Looks like signals: neighbouring samples are alike (${value}).`,
    };
  }
  if (likeness >= 0.2) {
    return { kind: "unclear", text: `Unclear: neighbouring samples are little alike (${value}).` };
  }
  return {
    kind: "noise",
    text: `Looks like noise: neighbouring samples have nothing in common (${value}). Channels, type or offset may be wrong.`,
  };
}
