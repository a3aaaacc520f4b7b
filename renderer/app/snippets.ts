import { defineStore } from "pinia";
import { computed, onScopeDispose, shallowReactive } from "vue";

/** A short word that is typed after a colon, with what follows it: ":c 12 34" (Phy's command line). */
export interface Snippet {
  readonly name: string;
  /** "12 34 …" */
  readonly args: string;
  readonly does: string;
  /** Says what was wrong, or nothing. */
  readonly run: (text: string) => unknown;
}

export const useSnippets = defineStore("snippets", () => {
  const byName = shallowReactive(new Map<string, Snippet>());
  const list = computed(() => [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1)));
  return { byName, list };
});

/** Adds snippets for as long as the calling component lives. */
export function provideSnippets(snippets: readonly Snippet[]): void {
  const { byName } = useSnippets();
  for (const snippet of snippets) byName.set(snippet.name, snippet);
  onScopeDispose(() => {
    for (const snippet of snippets) {
      if (byName.get(snippet.name) === snippet) byName.delete(snippet.name);
    }
  });
}

/** One snippet of a view, such as `onSnippet("cb", "bin of correlograms", (text) => …)`. */
export function onSnippet(name: string, does: string, run: (text: string) => unknown): void {
  provideSnippets([{ name, args: "…", does, run }]);
}

/** The name and the rest of what was typed; undefined when it is no snippet. */
export function parseSnippet(
  typed: string,
): { readonly name: string; readonly text: string } | undefined {
  const match = /^\s*:\s*(\w*)\s*(.*?)\s*$/s.exec(typed);
  return match ? { name: match[1] ?? "", text: match[2] ?? "" } : undefined;
}

/** Ids in a text: "12, 34 5-7" → the given units that are meant, in that order. */
export function unitsNamed<Id extends string | number>(text: string, ids: readonly Id[]): Id[] {
  const byText = new Map(ids.map((id) => [String(id), id]));
  return text.split(/[\s,]+/).flatMap((word) => {
    const known = byText.get(word);
    if (known !== undefined) return [known];
    const range = /^(\d+)-(\d+)$/.exec(word);
    if (!range) return [];
    const [low, high] = [Number(range[1]), Number(range[2])];
    return ids.filter((id) => Number(id) >= low && Number(id) <= high);
  });
}
