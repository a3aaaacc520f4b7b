import type { WireError } from "#contract/index.ts";

/** "FormatNotRecognised" → "Format not recognised" */
export function errorTitle({ code }: WireError): string {
  const words = code.replace(
    /([a-z])([A-Z])/g,
    (_, a: string, b: string) => `${a} ${b.toLowerCase()}`,
  );
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** All that a maintainer needs to know, as text. */
export function errorReport(error: WireError): string {
  const lines = [`${error.code}: ${error.message}`];
  if (Object.keys(error.details).length > 0) lines.push(JSON.stringify(error.details, null, 2));
  if (error.stack !== undefined) lines.push(error.stack);
  return lines.join("\n");
}
