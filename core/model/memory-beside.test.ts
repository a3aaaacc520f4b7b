import { expect, test } from "vitest";
import { memoryBeside } from "./memory-beside.ts";

test("memory is of the type of the other, and shared where that one is", () => {
  const own = memoryBeside(Float32Array.of(1, 2), 5);
  expect(own).toEqual(new Float32Array(5));
  expect(own.buffer).toBeInstanceOf(ArrayBuffer);
  const shared = memoryBeside(new Uint32Array(new SharedArrayBuffer(8)), 3);
  expect(shared).toBeInstanceOf(Uint32Array);
  expect(shared).toHaveLength(3);
  expect(shared.buffer).toBeInstanceOf(SharedArrayBuffer);
});
