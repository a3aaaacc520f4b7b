import { defineStore } from "pinia";
import { computed, onScopeDispose, shallowReactive } from "vue";

/** Something a user can do: found in the palette, bound to a key or both. */
export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  readonly keys?: string;
  readonly enabled?: () => boolean;
  readonly run: () => unknown;
}

/** Commands that exist at this moment; components add theirs while they live. */
export const useCommands = defineStore("commands", () => {
  const byId = shallowReactive(new Map<string, Command>());
  const list = computed(() => [...byId.values()]);
  const byKey = computed(
    () => new Map(list.value.flatMap((c) => (c.keys === undefined ? [] : [[c.keys, c] as const]))),
  );
  return { byId, list, byKey };
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
