import type { Command } from "commander";
import { describePath } from "#main/workbench/index.ts";
import { withReader } from "../arguments.ts";
import { formatTable } from "../output.ts";
import { runCommand } from "../run-command.ts";

export function registerInfo(program: Command): void {
  withReader(
    program
      .command("info <path>")
      .description(
        "recognised format and why, streams, channels, segments, duration, dtype, gains, probe",
      )
      .option("--stream <id>", "stream to describe"),
  ).action(
    async (
      path: string,
      options: { stream?: string; reader?: string; readerParams?: string },
      command: Command,
    ) =>
      runCommand(command, async ({ output, bench }) => {
        const info = await describePath(path, options, bench);
        output.result(info, () =>
          formatTable(
            ["", ""],
            Object.entries(info).map(([key, value]) => [key, plain(value)]),
          ).trimStart(),
        );
      }),
  );
}

function plain(value: unknown): string | number | boolean | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "object") return JSON.stringify(value);
  return typeof value === "string" || typeof value === "number" ? value : JSON.stringify(value);
}
