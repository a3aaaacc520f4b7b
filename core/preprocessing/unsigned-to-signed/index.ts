/*
 * unsigned_to_signed: subtracts half the range of unsigned samples and stores them signed.
 * Reference: SpikeInterface 0.103.2 preprocessing/unsigned_to_signed.py, which forgets bit_depth in its dictionary;
 * here it is stored when given, because a rebuild would otherwise have other samples.
 */
import { z } from "zod";
import { bytesPerSample, EphysError, type SampleDType } from "#core/model/index.ts";
import { definePreprocessor } from "../define.ts";
import { derivedRecording } from "../node.ts";

const SI_CLASS = "spikeinterface.preprocessing.unsigned_to_signed.UnsignedToSignedRecording";

const SIGNED: Readonly<Partial<Record<SampleDType, SampleDType>>> = {
  uint8: "int8",
  uint16: "int16",
  uint32: "int32",
};

export const unsignedToSigned = definePreprocessor({
  name: "unsigned_to_signed",
  label: "Unsigned to signed",
  summary: "Converts unsigned samples to signed ones around zero.",
  family: "scaling",
  siClass: SI_CLASS,
  params: z.strictObject({
    bit_depth: z
      .int()
      .positive()
      .max(32)
      .nullable()
      .default(null)
      .describe("Bits of the converter where they are fewer than those of the sample type.")
      .meta({ unit: "bits", label: "Bit depth" }),
  }),
  chunkTolerance: 0,
  async apply(parent, { bit_depth }) {
    const dtype = SIGNED[parent.dtype];
    if (dtype === undefined) {
      throw new EphysError(
        "InvalidValue",
        `unsigned_to_signed: the recording's samples are ${parent.dtype}, which is not unsigned; leave this step out`,
        { step: "unsigned_to_signed", dtype: parent.dtype },
      );
    }
    const offset = 2 ** ((bit_depth ?? 8 * bytesPerSample(parent.dtype)) - 1);
    return derivedRecording(parent, {
      siClass: SI_CLASS,
      kwargs: bit_depth === null ? {} : { bit_depth },
      dtype,
      frames: {
        needs: "same",
        run(traces, _, out) {
          // the store wraps to the signed type, as NumPy's cast does
          for (let i = 0; i < out.length; i++) out[i] = traces[i] - offset;
        },
      },
    });
  },
});
