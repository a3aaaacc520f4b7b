import type { Ref } from "vue";
import { computed, shallowRef } from "vue";
import type { Box, ViewTransform } from "./view-transform.ts";
import { fitBox, panBy, zoomAt } from "./view-transform.ts";

export interface PannedView {
  readonly of: (width: number, height: number) => ViewTransform;
  /** changes with every pan and zoom, for `make` functions to depend on */
  readonly changed: Readonly<Ref<unknown>>;
  readonly pan: (by: { dx: number; dy: number }) => void;
  readonly zoom: (at: { x: number; y: number; factor: number }) => void;
  readonly reset: () => void;
}

/** A box of µm that fits its panel until the user zooms or pans; double click fits it again. */
export function usePannedView(
  box: () => Box | undefined,
  options: { readonly pad?: number; readonly stretch?: boolean } = {},
): PannedView {
  const moved = shallowRef<ViewTransform>();
  let size = { width: 1, height: 1 };
  const current = (): ViewTransform =>
    moved.value ??
    fitBox(box() ?? { left: 0, right: 1, bottom: 0, top: 1 }, size.width, size.height, options);
  return {
    of: (width, height) => {
      size = { width, height };
      return current();
    },
    changed: computed(() => moved.value),
    pan: ({ dx, dy }) => (moved.value = panBy(current(), dx, dy)),
    zoom: ({ x, y, factor }) => (moved.value = zoomAt(current(), size, { x, y }, factor)),
    reset: () => (moved.value = undefined),
  };
}
