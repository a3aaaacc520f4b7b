import { expect, test } from "vitest";
import { RequestQueue } from "./request-queue.ts";

function setup(limit: number): {
  queue: RequestQueue<string>;
  started: string[];
  aborted: string[];
  done: [string, unknown][];
  finish: (key: string) => Promise<void>;
} {
  const started: string[] = [];
  const aborted: string[] = [];
  const done: [string, unknown][] = [];
  const open = new Map<string, (value: string) => void>();
  const queue = new RequestQueue<string>(
    limit,
    (key, signal) => {
      started.push(key);
      signal.addEventListener("abort", () => aborted.push(key));
      return new Promise((resolve) => open.set(key, resolve));
    },
    (key, result) => done.push([key, "value" in result ? result.value : result.error]),
  );
  const finish = async (key: string): Promise<void> => {
    open.get(key)?.(key.toUpperCase());
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { queue, started, aborted, done, finish };
}

test("at most the limit is under way, the most urgent first", async () => {
  const { queue, started, done, finish } = setup(2);
  queue.want(["a", "b", "c", "d"]);
  expect(started).toEqual(["a", "b"]);
  await finish("a");
  expect(started).toEqual(["a", "b", "c"]);
  expect(done).toEqual([["a", "A"]]);
});

test("what is under way is not asked for twice", () => {
  const { queue, started } = setup(2);
  queue.want(["a"]);
  queue.want(["a", "b"]);
  expect(started).toEqual(["a", "b"]);
});

test("what is no longer wanted is aborted and never answered", async () => {
  const { queue, started, aborted, done, finish } = setup(1);
  queue.want(["a", "b"]);
  queue.want(["c"]);
  expect(aborted).toEqual(["a"]);
  expect(started).toEqual(["a", "c"]);
  await finish("a");
  expect(done).toEqual([]);
  await finish("c");
  expect(done).toEqual([["c", "C"]]);
});
