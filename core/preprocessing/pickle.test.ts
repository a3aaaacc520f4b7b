import { describe, expect, it } from "vitest";
import { jsonOfPickled, readPickle } from "./pickle.ts";

function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

describe("reading a pickle", () => {
  it("reads plain values (pickle.dumps({'a': [1, -2, 2.5, None, True], 'b': ('x', 300)}, 4))", () => {
    const pickled = bytes(
      "\x80\x04\x95.\x00\x00\x00\x00\x00\x00\x00}\x94(\x8c\x01a\x94]\x94(K\x01J\xfe\xff\xff\xffG@\x04\x00\x00\x00\x00\x00\x00N\x88e\x8c\x01b\x94\x8c\x01x\x94M,\x01\x86\x94u.",
    );
    expect(jsonOfPickled(readPickle(pickled))).toEqual({
      a: [1, -2, 2.5, null, true],
      b: ["x", 300],
    });
  });

  it("never builds objects: a call comes as its name and stands as null in JSON", () => {
    // posix.system("x") as a reduce
    const pickled = bytes("\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x01x\x85R.");
    expect(readPickle(pickled)).toEqual({ pickled: "posix.system", args: ["x"] });
    expect(jsonOfPickled(readPickle(pickled))).toBeNull();
  });

  it.each([
    ["bytes that end early", "\x80\x04\x8c\x05pos"],
    ["an unknown operation", "\x80\x04\xff."],
    ["an empty stack", "\x80\x04."],
    ["a missing mark", "\x80\x04K\x01t."],
  ])("refuses %s", (_, text) => {
    expect(() => readPickle(bytes(text))).toThrow(expect.objectContaining({ code: "CorruptFile" }));
  });
});
