import type { Ref } from "vue";
import { computed } from "vue";
import { useSettings } from "../stores/index.ts";
import type { Palette } from "./colours.ts";
import { readPalette } from "./colours.ts";

/** The palette of the theme that is on; changes with it. */
export function usePalette(): Readonly<Ref<Palette>> {
  const settings = useSettings();
  return computed(() => {
    document.documentElement.dataset["theme"] = settings.theme; // before the tokens are read
    return readPalette(document.documentElement);
  });
}
