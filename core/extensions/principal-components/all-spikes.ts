import {
  extensionArray,
  framesOfMs,
  requireExtension,
  requireRecording,
  sharedSpikes,
  waveformChannels,
  type SortingAnalyzer,
} from "#core/analyzer/index.ts";
import { npyHeader } from "#core/array/index.ts";
import { runSweep, sweepRequest, type ComputeContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { componentNode } from "./node.ts";
import { componentModels } from "./project.ts";

export interface AllSpikesOptions {
  /**
   * SpikeInterface 0.103 projects samples in the recording's own unit, although the models are of µV, and leaves all but the
   * first segment 0. Default false: µV, all segments.
   */
  readonly asReference?: boolean;
}

/**
 * Scores of every spike on the analyzer's components, written to an .npy file [spike × component × column] chunk by chunk
 * (run_for_all_spikes of SpikeInterface 0.103). Spikes too near to a segment's border keep 0.
 * @throws InvalidParameter for components of channels in a row
 */
export async function writeAllComponents(
  analyzer: SortingAnalyzer,
  path: string,
  options: AllSpikesOptions,
  ctx: ComputeContext,
): Promise<void> {
  const recording = requireRecording(analyzer, "scores of all spikes");
  const { params, models } = await componentModels(analyzer, ctx);
  if (params.mode === "concatenated") {
    throw new EphysError(
      "InvalidParameter",
      "scores of all spikes are of components by channel; compute principal_components with mode by_channel_local or by_channel_global",
      { parameter: "mode" },
    );
  }
  const { asReference = false } = options;
  const { sorting, attributes, sparsity } = analyzer;
  const { ms_before, ms_after } = requireExtension(analyzer, "waveforms").params;
  const [, numSamples = 0] = extensionArray(analyzer, "waveforms", "waveforms").shape;
  const nbefore = framesOfMs(Number(ms_before), attributes.samplingFrequency);
  const nafter = framesOfMs(Number(ms_after), attributes.samplingFrequency);
  if (nbefore + nafter !== numSamples) {
    throw new EphysError("CorruptFile", "the waveforms are not as long as their parameters say");
  }
  const all = Int32Array.from(attributes.channelIds, (_, c) => c);
  const cut = waveformChannels(sparsity, all.length);
  const numSpikes = sorting.spikes.sampleIndex.length;
  const rowSize = params.n_components * cut.width;
  const header = npyHeader("float32", [numSpikes, params.n_components, cut.width]);
  const sink = await ctx.fs.createSink(path);
  try {
    await sink.writeAt(0, header);
    // what no chunk writes stays 0; the last value fixes the file's length
    const end = header.length + numSpikes * rowSize * 4;
    if (numSpikes > 0) await sink.writeAt(end - 4, new Uint8Array(4));
    const request = sweepRequest(
      componentNode,
      {
        ...sharedSpikes(sorting.spikes, sorting.numSegments),
        nbefore,
        nafter,
        inUv: analyzer.returnInUv && !asReference,
        ...cut,
        dtype: "float32",
        columns: sparsity?.channels ?? sorting.unitIds.map(() => all),
        params,
        models,
      },
      async ({ firstRow, scores }, { segmentIndex }) => {
        if (scores.length === 0 || (asReference && segmentIndex > 0)) return;
        const bytes = new Uint8Array(scores.buffer, scores.byteOffset, scores.byteLength);
        await sink.writeAt(header.length + firstRow * rowSize * 4, bytes);
      },
    );
    await runSweep(recording, [request], ctx, { step: "components of all spikes" });
    await sink.commit();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}
