import { z } from "zod";
import { defineFunction } from "#core/functions/define.ts";
import { array } from "#core/functions/params.ts";
import { EphysError } from "#core/model/index.ts";
import { newArray, numbersOf, shapeOf } from "./arrays.ts";

/* Waveforms channel by channel and back: SpikeInterface's sortingcomponents.waveforms.waveform_utils. */

const PREFIX = "spikeinterface.sortingcomponents.waveforms.waveform_utils";

const toTemporal = defineFunction({
  name: `${PREFIX}.to_temporal_representation`,
  params: z.object({ waveforms: array() }),
  run({ waveforms }) {
    const [count, numSamples, numChannels] = shapeOf(waveforms, 3, "waveforms");
    const source = numbersOf(waveforms, "waveforms");
    const out = newArray(waveforms.dtype, [count * numChannels, numSamples]);
    for (let i = 0; i < count; i++) {
      for (let s = 0; s < numSamples; s++) {
        for (let c = 0; c < numChannels; c++) {
          out.data[(i * numChannels + c) * numSamples + s] =
            source[(i * numSamples + s) * numChannels + c];
        }
      }
    }
    return out.array;
  },
});

const fromTemporal = defineFunction({
  name: `${PREFIX}.from_temporal_representation`,
  params: z.object({ temporal_waveforms: array(), num_channels: z.int().positive() }),
  run({ temporal_waveforms, num_channels: numChannels }) {
    const [rows, numSamples] = shapeOf(temporal_waveforms, 2, "temporal_waveforms");
    if (rows % numChannels !== 0) {
      throw new EphysError(
        "InvalidParameter",
        `${String(rows)} temporal waveforms are no multiple of ${String(numChannels)} channels`,
      );
    }
    const count = rows / numChannels;
    const source = numbersOf(temporal_waveforms, "temporal_waveforms");
    const out = newArray(temporal_waveforms.dtype, [count, numSamples, numChannels]);
    for (let i = 0; i < count; i++) {
      for (let c = 0; c < numChannels; c++) {
        for (let s = 0; s < numSamples; s++) {
          out.data[(i * numSamples + s) * numChannels + c] =
            source[(i * numChannels + c) * numSamples + s];
        }
      }
    }
    return out.array;
  },
});

export const WAVEFORM_FUNCTIONS = [toTemporal, fromTemporal] as const;
