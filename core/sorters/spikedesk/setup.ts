import type { PeakSetup } from "../shared/peaks/setup.ts";
import type { UnitTemplate } from "../shared/units/template.ts";
import type { SpikedeskParams } from "./params.ts";

/** What the stages of a sort share. */
export interface SortSetup extends PeakSetup<SpikedeskParams> {
  /** told of every candidate that is left out */
  readonly onDrop?: (stage: string, template: UnitTemplate, reason: string) => void;
}
