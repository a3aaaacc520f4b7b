import { totalmem } from "node:os";
import type { AsyncApi } from "#contract/index.ts";
import { textOf } from "../text-of.ts";
import type { ServiceContext } from "../context.ts";

export function createAppService(ctx: ServiceContext): AsyncApi["app"] {
  return {
    async info() {
      return {
        version: textOf(ctx.versions["spikedesk"]),
        host: ctx.host,
        platform: `${process.platform} ${process.arch}`,
        kernelLevel: ctx.tasks.kernels.level,
        numWorkers: ctx.settingsInForce().numWorkers,
        memoryBytes: totalmem(),
      };
    },
    async getSettings() {
      return ctx.settings.get();
    },
    async setSettings(change) {
      return ctx.settings.set(change);
    },
  };
}
