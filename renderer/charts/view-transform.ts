/** How µm on the probe become pixels: px = (um − center) × scale + middle; y grows upwards on the probe. */
export interface ViewTransform {
  readonly centerX: number;
  readonly centerY: number;
  readonly scaleX: number;
  readonly scaleY: number;
}

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** Shows the whole box with `pad` px around it; the true aspect unless `stretch`. */
export function fitBox(
  box: Box,
  width: number,
  height: number,
  { pad = 24, stretch = false }: { readonly pad?: number; readonly stretch?: boolean } = {},
): ViewTransform {
  const w = Math.max(box.right - box.left, 1);
  const h = Math.max(box.top - box.bottom, 1);
  const scaleX = Math.max(1, width - 2 * pad) / w;
  const scaleY = Math.max(1, height - 2 * pad) / h;
  const scale = Math.min(scaleX, scaleY);
  return {
    centerX: (box.left + box.right) / 2,
    centerY: (box.bottom + box.top) / 2,
    scaleX: stretch ? scaleX : scale,
    scaleY: stretch ? scaleY : scale,
  };
}

export const toPx = (
  t: ViewTransform,
  width: number,
  height: number,
  x: number,
  y: number,
): readonly [number, number] => [
  (x - t.centerX) * t.scaleX + width / 2,
  height / 2 - (y - t.centerY) * t.scaleY,
];

export const panBy = (t: ViewTransform, dx: number, dy: number): ViewTransform => ({
  ...t,
  centerX: t.centerX - dx / t.scaleX,
  centerY: t.centerY + dy / t.scaleY,
});

/** Zooms so that what lies under (x, y) px stays there. */
export function zoomAt(
  t: ViewTransform,
  size: { readonly width: number; readonly height: number },
  at: { readonly x: number; readonly y: number },
  factor: number,
): ViewTransform {
  const ux = (at.x - size.width / 2) / t.scaleX;
  const uy = (size.height / 2 - at.y) / t.scaleY;
  return {
    centerX: t.centerX + ux - ux / factor,
    centerY: t.centerY + uy - uy / factor,
    scaleX: t.scaleX * factor,
    scaleY: t.scaleY * factor,
  };
}
