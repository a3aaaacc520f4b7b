import type { Component } from "vue";
import type { PlaceId } from "../app/index.ts";

/** A panel that can be docked. */
export interface ViewDefinition {
  readonly id: string;
  readonly title: string;
  readonly place: PlaceId;
  readonly component: Component;
  /** where it stands until the user moves it; views of a place are added in the catalog's order */
  readonly dock?: {
    readonly beside?: string;
    readonly direction: "left" | "right" | "above" | "below" | "within";
    /** px of 1440 × 850 */
    readonly width?: number;
    readonly height?: number;
  };
  /** opened in a window of its own over the others, px */
  readonly floating?: { readonly width: number; readonly height: number };
  /** false: opened from the palette only */
  readonly initial?: boolean;
}

export const defineView = (definition: ViewDefinition): ViewDefinition => definition;
