import { cwd } from "node:process";
import type { Command } from "commander";
import { createProjectAt, listProjects, projectInfo } from "#main/workbench/index.ts";
import { runCommand } from "../run-command.ts";

export function registerProject(program: Command): void {
  const project = program.command("project").description("project files from the shell");
  project
    .command("create <path>")
    .description("an empty project")
    .action(async (path: string, _options: object, command: Command) =>
      runCommand(command, async ({ output }) => {
        const made = createProjectAt(path);
        output.result(made, () => JSON.stringify(made["path"]).slice(1, -1));
      }),
    );
  project
    .command("list [folder]")
    .description("projects in a folder")
    .action(async (folder: string | undefined, _options: object, command: Command) =>
      runCommand(command, async ({ output }) => {
        const projects = listProjects(folder ?? cwd());
        output.result(projects, () => projects.join("\n"));
      }),
    );
  project
    .command("show <path>")
    .description("what a project holds")
    .action(async (path: string, _options: object, command: Command) =>
      runCommand(command, async ({ output }) => {
        const info = projectInfo(path);
        output.result(info, () => JSON.stringify(info, undefined, 2));
      }),
    );
}
