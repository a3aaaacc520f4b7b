import type { Picture } from "../scene.ts";

/** A range of values that a plot shows, low then high. */
export type Range = readonly [number, number];

interface PlotAxis {
  /** with its unit: "time (s)" */
  readonly label?: string;
  readonly range: Range;
  /** no numbers, no name */
  readonly bare?: boolean;
  readonly log?: boolean;
  readonly format?: (value: number) => string;
}

/** What is drawn in a plot, in values of its axes, in this order. */
export type PlotLayer =
  | {
      readonly kind: "points";
      readonly x: ArrayLike<number>;
      readonly y: ArrayLike<number>;
      readonly colour: string;
      readonly size?: number;
      readonly opacity?: number;
    }
  | {
      readonly kind: "line";
      readonly x: ArrayLike<number>;
      readonly y: ArrayLike<number>;
      readonly colour: string;
      readonly width?: number;
      readonly opacity?: number;
      readonly fill?: boolean;
    }
  | {
      readonly kind: "bars";
      /** [bar + 1] */
      readonly edges: ArrayLike<number>;
      readonly heights: ArrayLike<number>;
      readonly colour: string;
      readonly opacity?: number;
      /** bars grow to the right along the y axis */
      readonly sideways?: boolean;
    }
  | {
      readonly kind: "picture";
      readonly picture: Picture;
      readonly x: Range;
      readonly y: Range;
    }
  | {
      readonly kind: "at";
      /** a line across the plot at this value */
      readonly x?: number;
      readonly y?: number;
      readonly colour: string;
      readonly width?: number;
      readonly text?: string;
    }
  | { readonly kind: "band"; readonly x: Range; readonly colour: string }
  | {
      readonly kind: "text";
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly colour: string;
      readonly align?: "left" | "center" | "right";
    };

/** One plot of a panel. */
export interface Plot {
  readonly id: string;
  /** parts of the panel: left, top, width, height, 0…1 */
  readonly place: readonly [number, number, number, number];
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  readonly layers: readonly PlotLayer[];
  readonly title?: string;
  readonly titleColour?: string;
  /** which axes the wheel and a drag change; "x" */
  readonly zoom?: "x" | "y" | "xy" | "none";
  /** plots with the same name share the axis */
  readonly linkX?: string;
  readonly linkY?: string;
}
