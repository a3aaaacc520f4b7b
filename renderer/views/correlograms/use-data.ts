import type { AsyncValue } from "../../data/index.ts";
import { doubles, integers, metaNumber, useDeskFrame } from "../shared/use-desk-frame.ts";
import { indexList } from "../shared/use-desk-units.ts";
import type { ShownUnit } from "../shared/use-shown-units.ts";
import type { Correlograms } from "./options.ts";

/** Of every spike, whatever bin and window. */
export function useCorrelograms(
  shown: () => readonly ShownUnit[],
  bins: () => { readonly binMs: number; readonly windowMs: number },
): AsyncValue<Correlograms> {
  return useDeskFrame(
    "correlograms",
    () => {
      const list = shown();
      if (list.length === 0) return undefined;
      const { binMs, windowMs } = bins();
      return {
        units: indexList(list),
        ids: JSON.stringify(list.map(({ id }) => id)),
        bin_ms: binMs,
        window_ms: windowMs,
      };
    },
    (frame, { ids }) => ({
      unitIds: JSON.parse(String(ids)) as Correlograms["unitIds"], // our own query
      ccgs: integers(frame, "ccgs"),
      bins: doubles(frame, "bins"),
      numSpikes: doubles(frame, "numSpikes"),
      durationS: metaNumber(frame, "durationS"),
    }),
  );
}
