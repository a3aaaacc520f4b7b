function cell(value: string | number | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  return value < 100 ? value.toFixed(1) : value.toFixed(0);
}

/** Columns of text; the first to the left, numbers to the right. */
export function formatTable(
  titles: readonly string[],
  rows: readonly (readonly (string | number | undefined)[])[],
): string {
  const lines = [titles, ...rows.map((row) => row.map(cell))];
  const widths = titles.map((_, c) => Math.max(...lines.map((line) => (line[c] ?? "").length)));
  return lines
    .map((line) =>
      line
        .map((text, c) => (c === 0 ? text.padEnd(widths[c] ?? 0) : text.padStart(widths[c] ?? 0)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
