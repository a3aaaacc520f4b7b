import { expect, test } from "vitest";
import { PLACES } from "../app/index.ts";
import { VIEWS } from "./catalog.ts";

test("every place has a panel and every id is used once", () => {
  for (const { id } of PLACES) expect(VIEWS.some(({ place }) => place === id)).toBe(true);
  expect(new Set(VIEWS.map(({ id }) => id)).size).toBe(VIEWS.length);
});

test("a panel is docked to one of its place that comes before it", () => {
  VIEWS.forEach(({ dock, place }, at) => {
    if (dock?.beside === undefined) return;
    expect(VIEWS.slice(0, at)).toContainEqual(expect.objectContaining({ id: dock.beside, place }));
  });
});
