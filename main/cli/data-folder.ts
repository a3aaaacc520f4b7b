import { homedir } from "node:os";
import { join } from "node:path";

/** Settings and recent projects of this user. */
export function dataFolder(): string {
  const named = process.env["SPIKEDESK_HOME"];
  if (named !== undefined && named !== "") return named;
  const config = process.env["XDG_CONFIG_HOME"] ?? join(homedir(), ".config");
  return join(config, "spikedesk");
}
