import type { InjectionKey, Ref, ShallowRef } from "vue";
import { inject, onScopeDispose, shallowRef } from "vue";
import { defineStore } from "pinia";
import type { KeyBindings } from "../app/index.ts";

/** Ways in which a panel gives its content away; each is asked for only when used. */
export interface PanelExports {
  readonly png?: () => Promise<Blob | null>;
  readonly svg?: () => string;
  readonly csv?: () => string;
}

/** What a panel knows of the frame around it. */
export interface PanelContext {
  readonly viewId: string;
  readonly title: string;
  readonly keys: ShallowRef<readonly KeyBindings[]>;
  readonly exports: ShallowRef<PanelExports>;
  /** a pinned panel keeps what it shows while the selection moves on */
  readonly pinned: Ref<boolean>;
  /** false behind another tab: such a panel loads and draws nothing */
  readonly shown: Readonly<Ref<boolean>>;
}

export const panelKey: InjectionKey<PanelContext> = Symbol("panel");

export function usePanel(): PanelContext {
  const panel = inject(panelKey);
  if (!panel) throw new Error("usePanel is for components inside a panel");
  return panel;
}

/** Binds keys while the focus is in this panel, and lists them under `?`. */
export function usePanelKeys(bindings: KeyBindings): void {
  const { keys } = usePanel();
  keys.value = [...keys.value, bindings];
  onScopeDispose(() => (keys.value = keys.value.filter((b) => b !== bindings)));
}

/** Says how this panel is saved as a figure or a table. */
export function usePanelExports(exports: PanelExports): void {
  const panel = usePanel();
  panel.exports.value = { ...panel.exports.value, ...exports };
}

/** The panel that had the focus last; `?` asks for its keys. */
export const useFocusedPanel = defineStore("focused-panel", () => {
  const panel = shallowRef<PanelContext>();
  return { panel };
});
