import { InvalidArgumentError, type Command } from "commander";

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError("It must be a whole number of at least 1.");
  }
  return value;
}

export function nonNegativeInteger(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value) || value < 0) {
    throw new InvalidArgumentError("It must be a whole number of at least 0.");
  }
  return value;
}

export function portNumber(text: string): number {
  const value = nonNegativeInteger(text);
  if (value > 65_535) throw new InvalidArgumentError("It must be a port, 0 to 65535.");
  return value;
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError("It must be a number above 0.");
  }
  return value;
}

/** Comma-separated names. */
export function nameList(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.some((name) => name === "")) {
    throw new InvalidArgumentError("It must be names with commas between them.");
  }
  return names;
}

/** How a path is to be read, where content cannot say. */
export function withReader(command: Command): Command {
  return command
    .option("--reader <format>", "read the path as this format instead of what its content says")
    .option(
      "--reader-params <file>",
      "JSON file with the reader's parameters (raw binary: channels, dtype, rate …)",
    );
}
