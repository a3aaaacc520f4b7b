import type { Command } from "commander";
import { listEvents, type EventOptions } from "#main/workbench/index.ts";
import { withReader } from "../arguments.ts";
import { formatTable } from "../output.ts";
import { runCommand } from "../run-command.ts";

/** Rows shown; --json has all. */
const MAX_ROWS = 200;

interface Row {
  readonly channel_id: string;
  readonly time: readonly number[];
  readonly duration: readonly (number | null)[];
  readonly label: readonly string[];
}

export function registerEvents(program: Command): void {
  withReader(
    program
      .command("events <recording>")
      .description(
        "events in the recording's files, in a table, or the pulses of a digital channel",
      )
      .option(
        "--csv <file>",
        "events from another file: a table with a column time (s) or frame, and duration, label, channel; or a format with events",
      )
      .option("--ttl <channel>", "channel whose pulses are events")
      .option("--threshold <value>", "raw value from which the channel is high", Number)
      .option("--stream <id>", "stream of that channel"),
  ).action(async (path: string, options: EventOptions, command: Command) =>
    runCommand(command, async ({ output, bench }) => {
      const found = await listEvents(path, options, bench);
      output.result(found, () => {
        const segments = found["segments"] as unknown as readonly (readonly Row[])[]; // made there
        const rows = segments.flatMap((channels, segment) =>
          channels.flatMap(({ channel_id: id, time, duration, label }) =>
            time.map((t, i) => [segment, id, t, duration[i] ?? null, label[i] ?? ""]),
          ),
        );
        const shown = rows.slice(0, MAX_ROWS);
        const rest = rows.length > shown.length ? `\n… ${String(rows.length)} events in all` : "";
        return formatTable(["segment", "channel", "time s", "duration s", "label"], shown) + rest;
      });
    }),
  );
}
