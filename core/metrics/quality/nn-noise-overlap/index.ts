import { unitWaveforms } from "../../components/unit-waveforms.ts";
import { noiseOverlapOf } from "../../components/noise-overlap.ts";
import { noiseSnippets } from "../../components/noise-snippets.ts";
import { defineMetric } from "../../define.ts";
import { perUnit } from "../shared/inputs.ts";
import { nnParams } from "../shared/nn-params.ts";

/** How much a unit's waveforms look like noise. */
export const nnNoiseOverlap = defineMetric({
  name: "nn_noise_overlap",
  label: "Noise overlap",
  columns: [
    {
      name: "nn_noise_overlap",
      label: "NN noise overlap",
      unit: "",
      description: "Share of nearest neighbours on the wrong side between the unit and noise.",
      formula:
        "1 − isolation of the unit's waveforms from snippets of the recording, both without their part along the mean noise at the peak",
      dtype: "float",
    },
  ],
  citation: "Chung et al., Neuron 2017",
  requires: ["principal_components", "waveforms", "templates"],
  ofComponents: true,
  optIn: true,
  params: nnParams,
  async compute(input) {
    const { analyzer, params, ctx, wants } = input;
    if (analyzer.recording === undefined) {
      ctx.log(
        "nn_noise_overlap needs the recording, which this analyzer does not have: it is left empty",
      );
      return { nn_noise_overlap: perUnit(analyzer, () => NaN) };
    }
    const units = unitWaveforms(input, params);
    const noise = await noiseSnippets(analyzer, analyzer.recording, units.numSamples, input);
    return {
      nn_noise_overlap: perUnit(analyzer, (unit) =>
        wants(unit) && units.isEnough(unit) ? noiseOverlapOf(input, units, noise, unit) : NaN,
      ),
    };
  },
});
