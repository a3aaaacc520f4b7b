/** One binding: what it does (for `?`) and how. Return false to let the key through. */
interface KeyBinding {
  readonly does: string;
  readonly run: (event: KeyboardEvent) => unknown;
}
/** "Ctrl+Shift+Z", "Alt+1", "ArrowLeft", "?" → binding */
export type KeyBindings = Readonly<Record<string, KeyBinding>>;

const isLetterOrDigit = /^(Key([A-Z])|Digit([0-9]))$/;

/**
 * The name of a pressed key, modifiers first. With Alt the letter is taken from its place on the keyboard, because
 * Alt changes the character on some systems; Cmd counts as Ctrl.
 */
export function keyNameOf(event: KeyboardEvent): string {
  let key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  if (event.altKey) {
    const place = isLetterOrDigit.exec(event.code);
    key = place?.[2] ?? place?.[3] ?? key;
  }
  if (key === " ") key = "Space";
  const isSymbol = key.length === 1 && !/[A-Z0-9]/.test(key);
  return [
    event.ctrlKey || event.metaKey ? "Ctrl" : "",
    event.altKey ? "Alt" : "",
    event.shiftKey && !isSymbol ? "Shift" : "",
    key,
  ]
    .filter((part) => part !== "")
    .join("+");
}

/** True where typing belongs to the element: single keys must not be taken from it. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "SELECT")
    return true;
  if (!(target instanceof HTMLInputElement)) return false;
  return !["checkbox", "radio", "button", "range"].includes(target.type);
}

/** Runs the binding of a pressed key, if there is one and it may be taken; true when it was. */
export function runKey(bindings: KeyBindings, event: KeyboardEvent): boolean {
  const name = keyNameOf(event);
  const binding = bindings[name];
  if (!binding) return false;
  const isChord = /^(Ctrl|Alt)\+/.test(name) || name === "Escape";
  if (isTyping(event.target) && (!isChord || isTextEdit(name))) return false;
  if (binding.run(event) === false) return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}

const TEXT_EDITS = new Set(["Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+Y", "Ctrl+A", "Ctrl+C", "Ctrl+V"]);
const isTextEdit = (name: string): boolean => TEXT_EDITS.has(name);

const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
};

/** "Shift+ArrowLeft" → "Shift+←" */
export const keyLabel = (name: string): string =>
  name.replace(/Arrow\w+|Escape/, (key) => SIGNS[key] ?? key);
