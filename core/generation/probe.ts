import { EphysError, type JsonObject, type Probe } from "#core/model/index.ts";

/** Parameters of probeinterface's generate_multi_columns_probe. */
export interface MultiColumnsParams {
  /** default 3 */
  readonly num_columns?: number;
  /** one number for all columns or one each; default 10 */
  readonly num_contact_per_column?: number | readonly number[];
  /** µm, default 20 */
  readonly xpitch?: number;
  /** µm, default 20 */
  readonly ypitch?: number;
  /** µm per column, default 0 */
  readonly y_shift_per_column?: readonly number[] | null;
  /** circle, square or rect; default circle */
  readonly contact_shapes?: string;
  /** default {"radius": 6} */
  readonly contact_shape_params?: JsonObject;
}

const NEEDED_PARAM: Readonly<Record<string, string>> = {
  circle: "radius",
  square: "width",
  rect: "height",
};

/** A probe of parallel columns with a pointed outline, contacts wired to channels in order. */
export function multiColumnsProbe(params: MultiColumnsParams = {}): Probe {
  const { num_columns = 3, num_contact_per_column = 10, xpitch = 20, ypitch = 20 } = params;
  const { contact_shapes = "circle", contact_shape_params = { radius: 6 } } = params;
  const perColumn =
    typeof num_contact_per_column === "number"
      ? new Array<number>(num_columns).fill(num_contact_per_column)
      : num_contact_per_column;
  const shifts = params.y_shift_per_column ?? new Array<number>(num_columns).fill(0);
  const needed = NEEDED_PARAM[contact_shapes];
  if (perColumn.length < num_columns || shifts.length !== num_columns) {
    throw new EphysError(
      "InvalidParameter",
      `${String(num_columns)} columns need as many contact counts and shifts`,
    );
  }
  if (needed === undefined || !(needed in contact_shape_params)) {
    throw new EphysError(
      "InvalidParameter",
      `contact shape "${contact_shapes}" needs ${needed ?? "to be circle, square or rect"} in contact_shape_params`,
    );
  }
  const positions: number[] = [];
  for (let column = 0; column < num_columns; column++) {
    for (let row = 0; row < perColumn[column]; row++) {
      positions.push(xpitch * column, row * ypitch + shifts[column]);
    }
  }
  const count = positions.length / 2;
  return {
    ndim: 2,
    siUnits: "um",
    annotations: {},
    contactAnnotations: {},
    contactPositions: Float64Array.from(positions),
    contactShapes: new Array<string>(count).fill(contact_shapes),
    contactShapeParams: new Array<JsonObject>(count).fill(contact_shape_params),
    probePlanarContour: tipOutline(positions, 25),
    deviceChannelIndices: Int32Array.from({ length: count }, (_, i) => i),
    contactIds: Array.from({ length: count }, (_, i) => String(i)),
  };
}

/** One column of contacts, by default 16 at 20 µm. */
export function linearProbe(numContacts = 16, ypitch = 20): Probe {
  return multiColumnsProbe({
    num_columns: 1,
    num_contact_per_column: numContacts,
    xpitch: 0,
    ypitch,
  });
}

/** A box around the contacts with a tip below, µm: probeinterface's automatic shape. */
function tipOutline(positions: readonly number[], marginUm: number): number[][] {
  const xs = positions.filter((_, i) => i % 2 === 0);
  const ys = positions.filter((_, i) => i % 2 === 1);
  const x0 = Math.min(...xs) - marginUm;
  const x1 = Math.max(...xs) + marginUm;
  const y0 = Math.min(...ys) - marginUm;
  const y1 = Math.max(...ys) + marginUm;
  return [
    [x0, y1],
    [x0, y0],
    [(x0 + x1) * 0.5, y0 - marginUm * 4],
    [x1, y0],
    [x1, y1],
  ];
}
