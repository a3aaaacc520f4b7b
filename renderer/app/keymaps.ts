/** Keys by command id; several keys of a command have blanks between, "" = none. */
export type Keymap = Readonly<Record<string, string>>;

/** What no keymap and no user may take away: they do the same everywhere. */
export const FIXED_KEYS: Keymap = {
  save: "Ctrl+S",
  undo: "Ctrl+Z",
  find: "Ctrl+F",
  palette: "Ctrl+K",
};

const PHY: Keymap = {
  merge: "G",
  split: "K",
  "split-templates": "Ctrl+Shift+K",
  "label-prompt": "L",
  "label-good": "Alt+G",
  "label-mua": "Alt+M",
  "label-noise": "Alt+N",
  "label-none": "Alt+U",
  "label-good-similar": "Ctrl+G",
  "label-mua-similar": "Ctrl+M",
  "label-noise-similar": "Ctrl+N",
  "label-none-similar": "Ctrl+U",
  "label-good-all": "Ctrl+Alt+G",
  "label-mua-all": "Ctrl+Alt+M",
  "label-noise-all": "Ctrl+Alt+N",
  "label-none-all": "Ctrl+Alt+U",
  delete: "Delete",
  restore: "Shift+Delete",
  "next-similar": "Space",
  "previous-similar": "Shift+Space",
  "next-best": "ArrowDown",
  "previous-best": "ArrowUp",
  "reset-wizard": "Ctrl+Alt+Space",
  "first-best": "Home",
  "last-best": "End",
  "unselect-similar": "Backspace",
  "take-similar": "Ctrl+Space",
  "next-doubtful": "Alt+D",
  redo: "Ctrl+Shift+Z Ctrl+Y",
  keys: "? H",
  snippets: ":",
  "waveforms-overlap": "O",
  "waveforms-mean": "M",
  "waveforms-type": "W",
  "waveforms-type-previous": "Shift+W",
  "waveforms-wider": "Ctrl+ArrowRight",
  "waveforms-narrower": "Ctrl+ArrowLeft",
  "waveforms-increase": "Ctrl+ArrowUp",
  "waveforms-decrease": "Ctrl+ArrowDown",
  "waveforms-labels": "Ctrl+L",
  "waveforms-spread": "Shift+ArrowUp",
  "waveforms-gather": "Shift+ArrowDown",
  "waveforms-spread-columns": "Shift+ArrowRight",
  "waveforms-gather-columns": "Shift+ArrowLeft",
  "features-toggle-channels": "C",
  "features-larger": "Ctrl++",
  "features-smaller": "Ctrl+-",
  "amplitudes-type": "A",
  "amplitudes-type-previous": "Shift+A",
  "traces-left": "Alt+ArrowLeft",
  "traces-right": "Alt+ArrowRight",
  "traces-jump-left": "Alt+Shift+ArrowLeft",
  "traces-jump-right": "Alt+Shift+ArrowRight",
  "traces-gain-up": "Alt+ArrowUp",
  "traces-gain-down": "Alt+ArrowDown",
  "traces-widen": "Alt+-",
  "traces-narrow": "Alt++",
  "traces-next-spike": "Alt+PageDown",
  "traces-previous-spike": "Alt+PageUp",
  "traces-go-to": "Alt+T",
  "traces-start": "Alt+Home",
  "traces-end": "Alt+End",
  "traces-all-spikes": "Alt+S",
  "traces-labels": "Alt+L",
  "traces-flip": "Alt+O",
  "trace-map-left": "Ctrl+Alt+ArrowLeft",
  "trace-map-right": "Ctrl+Alt+ArrowRight",
  "trace-map-gain-up": "Ctrl+Alt+ArrowUp",
  "trace-map-gain-down": "Ctrl+Alt+ArrowDown",
  "traces-raw": "Alt+R",
  quit: "Ctrl+Q",
};

/** Of SpikeInterface's own window; its Ctrl+S (split) and Ctrl+F (focus) are other keys here, because those are fixed. */
const SPIKEINTERFACE_GUI: Keymap = {
  merge: "Ctrl+M",
  split: "Ctrl+Shift+S",
  delete: "Ctrl+D",
  restore: "Ctrl+R",
  unmerge: "Ctrl+U",
  unsplit: "Ctrl+X",
  "label-good": "G",
  "label-mua": "M",
  "label-noise": "N",
  "label-none": "C",
  "label-prompt": "L",
  "show-selected": "Space",
  "next-best": "Ctrl+ArrowDown",
  "previous-best": "Ctrl+ArrowUp",
  "accept-proposal": "Ctrl+A",
  "waveforms-overlap": "Ctrl+O",
  "waveforms-samples": "Ctrl+P",
  "waveforms-increase": "Ctrl+=",
  "waveforms-decrease": "Ctrl+-",
  "traces-next-spike": "Shift+ArrowDown",
  "traces-previous-spike": "Shift+ArrowUp",
  "open-recording": "Ctrl+Shift+O",
  "focus-mode": "Ctrl+Shift+F",
  "next-doubtful": "Ctrl+J",
  redo: "Ctrl+Shift+Z Ctrl+Y",
  keys: "? H",
  snippets: ":",
};

export const KEYMAPS = {
  phy: { title: "Phy", keys: PHY },
  "spikeinterface-gui": { title: "SpikeInterface-GUI", keys: SPIKEINTERFACE_GUI },
} as const;

export type KeymapName = keyof typeof KEYMAPS;

export const isKeymapName = (name: string): name is KeymapName => Object.hasOwn(KEYMAPS, name);

/** Keys by command id: fixed ones, then the user's, then the keymap's, then the command's own. */
export function keysOf(
  command: { readonly id: string; readonly keys?: string },
  keymap: KeymapName,
  own: Keymap,
): readonly string[] {
  const keys: Keymap = KEYMAPS[keymap].keys;
  const text = FIXED_KEYS[command.id] ?? own[command.id] ?? keys[command.id] ?? command.keys ?? "";
  return text.split(" ").filter((key) => key !== "");
}

/** Two commands that want one key. */
export interface KeyClash {
  readonly key: string;
  /** titles */
  readonly commands: readonly string[];
}

/** Every key that more than one command has: only the first of them would get it. */
export function keyClashes(
  commands: readonly { readonly id: string; readonly title: string; readonly keys?: string }[],
  keymap: KeymapName,
  own: Keymap,
): readonly KeyClash[] {
  const byKey = new Map<string, string[]>();
  for (const command of commands) {
    for (const key of keysOf(command, keymap, own)) {
      byKey.set(key, [...(byKey.get(key) ?? []), command.title]);
    }
  }
  return [...byKey]
    .filter(([, titles]) => titles.length > 1)
    .map(([key, titles]) => ({ key, commands: titles }));
}

/** Why a user may not give a command this key; "" = it may. */
export function whyNotKey(
  key: string,
  command: { readonly id: string },
  commands: readonly { readonly id: string; readonly title: string; readonly keys?: string }[],
  keymap: KeymapName,
  own: Keymap,
): string {
  const fixed = Object.entries(FIXED_KEYS).find(([, fixedKey]) => fixedKey === key);
  if (fixed && fixed[0] !== command.id) return `${key} always means ${fixed[0]}`;
  if (FIXED_KEYS[command.id] !== undefined) return `the key of this command cannot be changed`;
  const taken = commands.find(
    (other) => other.id !== command.id && keysOf(other, keymap, own).includes(key),
  );
  return taken ? `${key} is the key of “${taken.title}”` : "";
}

const MAX_KEYS = 500;

/** Keys from an exported file, or what is wrong with it. */
export function keysFromText(
  text: string,
): { readonly keymap: string; readonly keys: Readonly<Record<string, string>> } | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "this is not JSON";
  }
  if (typeof value !== "object" || value === null) return "this holds no keys";
  const { format, keymap = "", keys = {} } = value as Readonly<Record<string, unknown>>;
  if (format !== "spikedesk_keys") return "this is not a file of keys from SpikeDesk";
  if (typeof keymap !== "string" || (keymap !== "" && !isKeymapName(keymap))) {
    return `there is no keymap ${JSON.stringify(keymap)}`;
  }
  if (typeof keys !== "object" || keys === null || Array.isArray(keys))
    return "its keys are no list";
  const entries = Object.entries(keys as Readonly<Record<string, unknown>>);
  const isWrong = ([id, key]: readonly [string, unknown]): boolean => typeof key !== "string" || id === ""; // prettier-ignore
  if (entries.length > MAX_KEYS || entries.some(isWrong)) return "its keys are not texts";
  const fixed = entries.find(([id, key]) => FIXED_KEYS[id] !== undefined || Object.values(FIXED_KEYS).includes(key as string)); // prettier-ignore
  if (fixed) return `${String(fixed[1])} of ${fixed[0]} cannot be changed`;
  return { keymap, keys: Object.fromEntries(entries) as Record<string, string> };
}
