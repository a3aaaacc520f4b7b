import { defineStore } from "pinia";
import { computed, onScopeDispose, ref, shallowReactive, shallowRef } from "vue";
import { keysOf, type Keymap, type KeymapName } from "./keymaps.ts";

/** Something a user can do: found in the palette, bound to a key or both. */
export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  /** where neither the keymap nor the user says otherwise; blanks between several */
  readonly keys?: string;
  readonly enabled?: () => boolean;
  readonly run: () => unknown;
}

/** Commands that exist at this moment; components add theirs while they live. */
export const useCommands = defineStore("commands", () => {
  const byId = shallowReactive(new Map<string, Command>());
  const list = computed(() => [...byId.values()]);
  const keymap = ref<KeymapName>("phy");
  /** keys of this user by command */
  const own = shallowRef<Keymap>({});
  const keysFor = (command: Command): readonly string[] => keysOf(command, keymap.value, own.value);
  /** the first command that has a key gets it */
  const byKey = computed(() => {
    const out = new Map<string, Command>();
    for (const command of list.value) {
      for (const key of keysFor(command)) if (!out.has(key)) out.set(key, command);
    }
    return out;
  });
  return { byId, list, byKey, keymap, own, keysFor };
});

/** Adds commands for as long as the calling component lives. */
export function provideCommands(commands: readonly Command[]): void {
  const { byId } = useCommands();
  for (const command of commands) byId.set(command.id, command);
  onScopeDispose(() => {
    for (const command of commands) if (byId.get(command.id) === command) byId.delete(command.id);
  });
}

/** Commands whose words contain every typed word, best (earliest match) first. */
export function findCommands(commands: readonly Command[], typed: string): readonly Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return commands
    .flatMap((command) => {
      const text = `${command.title} ${command.group}`.toLowerCase();
      const places = words.map((word) => text.indexOf(word));
      return places.some((place) => place < 0)
        ? []
        : [{ command, rank: places.reduce((a, b) => a + b, 0) }];
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ command }) => command);
}
