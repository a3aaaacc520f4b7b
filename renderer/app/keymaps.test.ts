import { expect, test } from "vitest";
import { keyClashes, KEYMAPS, keysFromText, keysOf, whyNotKey } from "./keymaps.ts";

test("no keymap gives one key to two commands", () => {
  for (const name of ["phy", "spikeinterface-gui"] as const) {
    const commands = Object.keys(KEYMAPS[name].keys).map((id) => ({ id, title: id }));
    const all = [...commands, ...["save", "undo", "find", "palette"].map((id) => ({ id, title: id }))]; // prettier-ignore
    expect(keyClashes(all, name, {})).toEqual([]);
  }
});

test("the user's key wins over the keymap's, but nothing over what is fixed", () => {
  expect(keysOf({ id: "merge" }, "phy", {})).toEqual(["G"]);
  expect(keysOf({ id: "merge" }, "phy", { merge: "M" })).toEqual(["M"]);
  expect(keysOf({ id: "merge" }, "spikeinterface-gui", {})).toEqual(["Ctrl+M"]);
  expect(keysOf({ id: "save" }, "phy", { save: "X" })).toEqual(["Ctrl+S"]);
  expect(keysOf({ id: "redo" }, "phy", {})).toEqual(["Ctrl+Shift+Z", "Ctrl+Y"]);
  expect(keysOf({ id: "own", keys: "F5" }, "phy", { own: "" })).toEqual([]);
});

test("a key that is taken is refused by the name of the command that has it", () => {
  const commands = [
    { id: "merge", title: "Merge units" },
    { id: "split", title: "Split unit" },
  ];
  expect(whyNotKey("K", { id: "merge" }, commands, "phy", {})).toContain("Split unit");
  expect(whyNotKey("Ctrl+Z", { id: "merge" }, commands, "phy", {})).toContain("always means undo");
  expect(whyNotKey("F9", { id: "undo" }, commands, "phy", {})).not.toBe("");
  expect(whyNotKey("F9", { id: "merge" }, commands, "phy", {})).toBe("");
  expect(keyClashes(commands, "phy", { merge: "K" })).toEqual([{ key: "K", commands: ["Merge units", "Split unit"] }]); // prettier-ignore
});

test("keys of a file come back as they were written; what is no such file says why", () => {
  const file = (content: object): string =>
    JSON.stringify({ format: "spikedesk_keys", ...content });
  expect(keysFromText(file({ keymap: "phy", keys: { merge: "M", split: "" } }))).toEqual({
    keymap: "phy",
    keys: { merge: "M", split: "" },
  });
  expect(keysFromText(file({}))).toEqual({ keymap: "", keys: {} });
  expect(keysFromText("{")).toBe("this is not JSON");
  expect(keysFromText("null")).toBe("this holds no keys");
  expect(keysFromText('{"keys":{}}')).toContain("not a file of keys");
  expect(keysFromText(file({ keymap: "emacs" }))).toContain('no keymap "emacs"');
  expect(keysFromText(file({ keys: ["G"] }))).toBe("its keys are no list");
  expect(keysFromText(file({ keys: { merge: 1 } }))).toBe("its keys are not texts");
  expect(keysFromText(file({ keys: { "": "G" } }))).toBe("its keys are not texts");
  expect(keysFromText(file({ keys: { undo: "U" } }))).toBe("U of undo cannot be changed");
  expect(keysFromText(file({ keys: { merge: "Ctrl+Z" } }))).toBe(
    "Ctrl+Z of merge cannot be changed",
  );
});
