import type { ChunkTask } from "#core/compute/index.ts";
import { IncrementalPca, type PcaModel } from "#core/linalg/index.ts";
import { columnsOf, type PcaInput } from "./input.ts";

interface ChannelModelArgs {
  readonly input: PcaInput;
  readonly numComponents: number;
  readonly whiten: boolean;
}

/** The model of one channel on any worker; a chunk's first frame is the channel. */
export const channelModelTask: ChunkTask<ChannelModelArgs, ChannelModelArgs, PcaModel | undefined> =
  {
    name: "channel_model",
    prepare: (args) => Promise.resolve(args),
    run({ input, numComponents, whiten }, { startFrame: channel }) {
      const model = new IncrementalPca(numComponents, input.numSamples, whiten);
      for (const [unit, own] of input.rows.entries()) {
        const column = input.channels[unit].indexOf(channel);
        if (column < 0 || own.length < numComponents) continue;
        model.partialFit(columnsOf(input, own, [column]));
      }
      return Promise.resolve(model.model());
    },
  };
