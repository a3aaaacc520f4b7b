import { fc, test as propertyTest } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { LruCache } from "./lru-cache.ts";

test("the least recently used goes first, and is told about", () => {
  const gone: string[] = [];
  const cache = new LruCache<string>(
    3,
    () => 1,
    (value) => gone.push(value),
  );
  for (const key of ["a", "b", "c"]) cache.set(key, key);
  cache.get("a");
  cache.set("d", "d");
  expect(gone).toEqual(["b"]);
  expect(["a", "b", "c", "d"].map((key) => cache.has(key))).toEqual([true, false, true, true]);
});

test("one value larger than the limit is kept, alone", () => {
  const cache = new LruCache<number>(10, (size) => size);
  cache.set("small", 5);
  cache.set("large", 50);
  expect([cache.has("small"), cache.has("large"), cache.size]).toEqual([false, true, 50]);
});

propertyTest.prop([
  fc.array(fc.tuple(fc.constantFrom("a", "b", "c", "d", "e"), fc.integer({ min: 1, max: 4 }))),
])("the size is that of what is kept and stays within the limit", (steps) => {
  const kept = new Map<string, number>();
  const cache = new LruCache<{ key: string; size: number }>(
    8,
    ({ size }) => size,
    ({ key }) => kept.delete(key),
  );
  for (const [key, size] of steps) {
    cache.set(key, { key, size });
    kept.set(key, size);
    expect(cache.size).toBe([...kept.values()].reduce((a, b) => a + b, 0));
    expect(cache.size).toBeLessThanOrEqual(8);
  }
});
