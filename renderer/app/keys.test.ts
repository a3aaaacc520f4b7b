import { describe, expect, test, vi } from "vitest";
import { isTyping, keyLabel, keyNameOf, runKey } from "./keys.ts";

const press = (key: string, init: KeyboardEventInit = {}): KeyboardEvent =>
  new KeyboardEvent("keydown", { key, ...init });

describe("the name of a key", () => {
  test.each([
    [press("g"), "G"],
    [press("z", { ctrlKey: true }), "Ctrl+Z"],
    [press("Z", { ctrlKey: true, shiftKey: true }), "Ctrl+Shift+Z"],
    [press("z", { metaKey: true }), "Ctrl+Z"],
    [press("?", { shiftKey: true }), "?"],
    [press("+", { shiftKey: true }), "+"],
    [press("ArrowLeft", { shiftKey: true }), "Shift+ArrowLeft"],
    [press(" "), "Space"],
    // Alt writes another character on some systems: the key's place counts
    [press("©", { altKey: true, code: "KeyG" }), "Alt+G"],
    [press("¡", { altKey: true, code: "Digit1" }), "Alt+1"],
  ])("%#", (event, name) => {
    expect(keyNameOf(event)).toBe(name);
  });
});

describe("running a binding", () => {
  const inside = (tag: string, key: string, init: KeyboardEventInit = {}): KeyboardEvent => {
    const element = document.createElement(tag);
    document.body.append(element);
    const event = press(key, { ...init, bubbles: true, cancelable: true });
    element.dispatchEvent(event);
    return event;
  };
  test("a single key is left to a text box, a chord is not", () => {
    const run = vi.fn();
    expect(runKey({ G: { does: "label", run } }, inside("input", "g"))).toBe(false);
    expect(
      runKey(
        { "Alt+G": { does: "label", run } },
        inside("input", "g", { altKey: true, code: "KeyG" }),
      ),
    ).toBe(true);
    expect(run).toHaveBeenCalledTimes(1);
  });
  test("undo inside a text box undoes the typing", () => {
    expect(
      runKey({ "Ctrl+Z": { does: "undo", run: vi.fn() } }, inside("input", "z", { ctrlKey: true })),
    ).toBe(false);
  });
  test("a binding that declines lets the key through", () => {
    const event = inside("div", "g");
    expect(runKey({ G: { does: "label", run: () => false } }, event)).toBe(false);
    expect(event.defaultPrevented).toBe(false);
  });
});

test("a checkbox is not typed into", () => {
  const box = document.createElement("input");
  box.type = "checkbox";
  expect(isTyping(box)).toBe(false);
  expect(isTyping(document.createElement("textarea"))).toBe(true);
});

test("arrows are shown as arrows", () => {
  expect(keyLabel("Shift+ArrowLeft")).toBe("Shift+←");
});
