import type { Command } from "commander";
import { commandTools, serveMcp } from "#main/mcp/index.ts";
import { runCommand } from "../run-command.ts";

export function registerMcp(program: Command): void {
  program
    .command("mcp")
    .description(
      "functions and commands as a Model Context Protocol server on standard input/output",
    )
    .action(async (_options: object, command: Command) =>
      runCommand(command, async ({ bench }) => {
        const [, script = ""] = process.argv;
        const commands = commandTools(program, [...process.execArgv, script]);
        await serveMcp({ commands, bench });
      }),
    );
}
