import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import { defineFunction } from "../define.ts";

/* SpikeInterface's measure of memory. */

const measureMemory = defineFunction({
  name: "spikeinterface.core.core_tools.measure_memory_allocation",
  params: z.object({ measure_in_process: z.boolean().default(true) }),
  run({ measure_in_process }, { memory }) {
    if (memory === undefined) {
      throw new EphysError("Unsupported", "how much memory is in use is not known here");
    }
    return measure_in_process ? memory.processBytes() : memory.machineBytes();
  },
});

export const MEMORY_FUNCTIONS = [measureMemory] as const;
