/*
 * phase_shift: undoes the small delays between channels that share an ADC, by rotating phases.
 * Reference: SpikeInterface 0.103.2 preprocessing/phase_shift.py. The transform covers exactly the window and its
 * margins (zero beyond the segment), both margins under a cosine taper. O(channels · frames log frames).
 */
import { z } from "zod";
import { toFloat64 } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import { plainProperty, type Recording } from "#core/recording/index.ts";
import { IBL_2022 } from "../citations.ts";
import { definePreprocessor } from "../define.ts";
import { dtypeText, outputDType } from "../dtype.ts";
import { dtypeField, marginMsField } from "../fields.ts";
import { derivedRecording } from "../node.ts";
import { framesOfMs, readWithZeros } from "../window.ts";

const SI_CLASS = "spikeinterface.preprocessing.phase_shift.PhaseShiftRecording";

export const phaseShift = definePreprocessor({
  name: "phase_shift",
  label: "Phase shift",
  summary: "Corrects the sampling delays between channels that share a converter.",
  family: "resampling",
  citation: IBL_2022,
  siClass: SI_CLASS,
  params: z.strictObject({
    margin_ms: marginMsField(40),
    inter_sample_shift: z
      .array(z.number())
      .nullable()
      .default(null)
      .describe(
        "Delay of each channel in samples; empty takes the recording's property of that name.",
      )
      .meta({ unit: "samples", label: "Delays" }),
    dtype: dtypeField,
  }),
  chunkTolerance: 1e-2,
  async apply(parent, { margin_ms, inter_sample_shift, dtype: wanted }, ctx) {
    const shifts = shiftsOf(parent, inter_sample_shift);
    const dtype = outputDType(parent, wanted, "phase_shift");
    const margin = framesOfMs(margin_ms, parent.samplingFrequency);
    const taper = taperOf(margin);
    return derivedRecording(parent, {
      siClass: SI_CLASS,
      dtype,
      kwargs: {
        margin_ms,
        inter_sample_shift,
        // the reference forgets it, and would rebuild another recording
        ...(dtype === parent.dtype ? {} : { dtype: dtypeText(dtype) }),
      },
      async read(range, out) {
        const { traces, numFrames, numChannels } = await readWithZeros(parent, range, margin);
        const picked = range.channelIndices;
        const own = picked === undefined ? shifts : Float64Array.from(picked, (c) => shifts[c]);
        const kept = { firstFrame: margin, lastFrame: numFrames - margin };
        ctx.kernels.shiftChannels(traces, numChannels, { shifts: own, taper, ...kept }, out);
      },
    });
  },
});

function shiftsOf(parent: Recording, given: readonly number[] | null): Float64Array {
  const property = plainProperty(parent.properties, "inter_sample_shift");
  if (given === null && property === undefined) {
    throw new EphysError(
      "InvalidParameter",
      "phase_shift: inter_sample_shift is neither given nor a property of the recording",
      { step: "phase_shift", parameter: "inter_sample_shift" },
    );
  }
  const shifts =
    given === null && property !== undefined ? toFloat64(property) : Float64Array.from(given ?? []);
  if (shifts.length !== parent.channelIds.length) {
    throw new EphysError(
      "InvalidParameter",
      `phase_shift: inter_sample_shift has ${String(shifts.length)} values for ${String(parent.channelIds.length)} channels`,
      { step: "phase_shift", parameter: "inter_sample_shift" },
    );
  }
  return shifts;
}

/** Rising half of a Hann window: [margin]. */
function taperOf(margin: number): Float64Array {
  return Float64Array.from(
    { length: margin },
    (_, i) => (1 - Math.cos((i / margin) * Math.PI)) / 2,
  );
}
