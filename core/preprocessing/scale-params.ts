import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import { channelValues } from "./scale-node.ts";

/** A number for all channels or one per channel (also as the nested list [[…]] that dictionaries hold). */
export const perChannelField = z.union([
  z.number(),
  z.array(z.number()),
  z.array(z.array(z.number())),
]);

export type PerChannel = z.output<typeof perChannelField>;

/** Values of a parameter per channel. @throws InvalidParameter when their number does not fit */
export function perChannelValues(
  value: PerChannel,
  numChannels: number,
  step: string,
  parameter: string,
): Float64Array {
  const values = channelValues(value, numChannels);
  if (values !== undefined) return values;
  throw new EphysError(
    "InvalidParameter",
    `${step}: ${parameter} must be one number or one per channel (${String(numChannels)})`,
    { step, parameter },
  );
}
