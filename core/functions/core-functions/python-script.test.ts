import { describe, expect, test } from "vitest";
import { runPythonScript } from "./python-script.ts";

const read = (text: string): Record<string, unknown> =>
  Object.fromEntries(runPythonScript(text, "settings.py"));

describe("a Python file of settings", () => {
  test.each([
    ["a = 1; b = 2\n", { a: 1, b: 2 }],
    ["a, b = 1, 'x'\n", { a: 1, b: "x" }],
    ["x = '\\u00e9\\x41\\n'\n", { x: "éA\n" }],
    ["x = 3\ndel x\ny = 1\n", { y: 1 }],
    ["pass\nx = not True or 1 < 2 <= 2\n", { x: true }],
    ["x = 'a' if False else 'b'\n", { x: "b" }],
    [
      "x = [1, 2, 3]\ny = x[1:]\nz = x[:-1]\n",
      {
        x: [1, 2, 3],
        y: [2, 3],
        z: [1, 2],
      },
    ],
    ["x = ~5\ny = True + 1\nz = round(2.5)\n", { x: -6, y: 2, z: 2 }],
    ["'''what it is'''\nx = 1\n", { __doc__: "what it is", x: 1 }],
    ["µ = 3\n", { µ: 3 }],
    ["x = 2 * [0] + [min([4, 2])]\n", { x: [0, 0, 2] }],
  ])("%j", (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each([
    "import os\n",
    "x = open('/etc/passwd')\n",
    "for i in range(3):\n  pass\n",
    "x = __import__('os')\n",
    "x = 1\n y = 2\n",
    "x = 012\n",
    "x = y\n",
    "x = '\\u12'\n",
    "x = 1 < 'a'\n",
    "a, b = 1\n",
    "x = [i for i in x]\n",
  ])("refuses %j with its line and runs nothing", (text) => {
    expect(() => read(text)).toThrow(/settings\.py, line \d+: /);
  });
});
