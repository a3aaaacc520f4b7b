import { expect, test } from "vitest";
import type { QueuedUnit } from "#contract/index.ts";
import { nextOpen, progressText, whyText } from "./options.ts";

const unit = (unitId: number, labelled: boolean, doubt = 0.5): QueuedUnit => ({
  unitId,
  doubt,
  labelled,
  reasons: [{ text: "low snr", metric: "snr", value: 4.2, limit: 5 }],
});

test("the next open unit is looked for behind the current one, then from the start", () => {
  const queue = [unit(4, false), unit(1, true), unit(2, false)];
  expect(nextOpen(queue, 4)?.unitId).toBe(2);
  expect(nextOpen(queue, 2)?.unitId).toBe(4);
  expect(nextOpen(queue, undefined)?.unitId).toBe(4);
  expect(nextOpen([unit(1, true)], 1)).toBeUndefined();
  expect(progressText(queue)).toBe("1 of 3 labelled");
});

test("a reason comes with its number and its limit", () => {
  expect(whyText(unit(1, false))).toBe("low snr (4.20; limit 5.00)");
});
