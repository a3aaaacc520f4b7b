import type { AnalyzerDetail, Frame, UnitTable } from "#contract/index.ts";
import { circle, polyline, rect, scale, svg, text, type Size } from "./svg.ts";

const numbers = (frame: Frame, name: string): ArrayLike<number> => frame.arrays[name]?.data ?? [];

/** Channels (dots) and where units lie (rings). */
export function probeFigure(detail: AnalyzerDetail, units: UnitTable): string {
  const placed = detail.channels.flatMap(({ id, xUm, yUm }) =>
    xUm === null || yUm === null ? [] : [{ id, x: xUm, y: yUm }],
  );
  if (placed.length === 0) return "<p>The recording has no channel locations.</p>";
  const rings = units.locationsUm.flatMap((place, i) =>
    place === null ? [] : [{ id: units.unitIds[i] ?? "", x: place[0], y: place[1] }],
  );
  const xs = placed.map(({ x }) => x);
  const ys = placed.map(({ y }) => y);
  const [left, right] = [Math.min(...xs) - 60, Math.max(...xs) + 60];
  const [low, high] = [Math.min(...ys) - 60, Math.max(...ys) + 60];
  const perUm = Math.min(1.2, 560 / (high - low));
  const size: Size = { width: Math.max(160, (right - left) * perUm), height: (high - low) * perUm };
  const x = scale(left, right, 0, size.width);
  const y = scale(low, high, size.height, 0);
  return svg(size, "Channels and units on the probe", [
    ...detail.probeContours.map((contour) =>
      polyline(
        contour.map(([cx, cy]): [number, number] => [x(cx), y(cy)]),
        "contour",
      ),
    ),
    ...placed.map((channel) =>
      circle(x(channel.x), y(channel.y), 2.5, "channel", String(channel.id)),
    ),
    ...rings.map((unit) => circle(x(unit.x), y(unit.y), 6, "unit", `unit ${String(unit.id)}`)),
    text(4, 12, `${(high - low - 120).toFixed(0)} µm high`),
  ]);
}

/** Mean waveform on the channels where it is largest, each at its own height. */
export function waveformFigure(frame: Frame, detail: AnalyzerDetail): string {
  const size: Size = { width: 260, height: 150 };
  const [numSamples = 0, numChannels = 0] = frame.arrays["mean"]?.shape ?? [];
  const mean = numbers(frame, "mean");
  const channels = Array.from(numbers(frame, "channels"));
  const reach = channels.map((_, c) => {
    let largest = 0;
    for (let s = 0; s < numSamples; s++) {
      largest = Math.max(largest, Math.abs(mean[s * numChannels + c] ?? 0));
    }
    return largest;
  });
  const order = [...channels.keys()]
    .sort((a, b) => (reach[b] ?? 0) - (reach[a] ?? 0))
    .slice(0, 4)
    .sort((a, b) => (channels[a] ?? 0) - (channels[b] ?? 0));
  const top = Math.max(...reach, 1e-9);
  const width = size.width / Math.max(1, order.length);
  const lines = order.flatMap((c, i) => {
    const x = scale(0, numSamples - 1, i * width + 3, (i + 1) * width - 3);
    const y = scale(-top, top, size.height - 16, 4);
    const points = Array.from({ length: numSamples }, (_, s): [number, number] => [
      x(s),
      y(mean[s * numChannels + c] ?? 0),
    ]);
    const id = detail.channels[channels[c] ?? -1]?.id ?? "";
    return [polyline(points, "trace"), text(i * width + 4, size.height - 4, String(id))];
  });
  const unit = frame.arrays["mean"]?.unit ?? "";
  return svg(size, "Mean waveform on its largest channels", [
    ...lines,
    text(size.width - 2, 12, `±${top.toFixed(0)} ${unit}`, "end"),
  ]);
}

/** Counts of spikes around spikes of the same unit. */
export function autocorrelogramFigure(frame: Frame): string {
  const size: Size = { width: 200, height: 150 };
  const counts = numbers(frame, "ccgs");
  const bins = numbers(frame, "bins");
  const numBins = counts.length;
  let top = 1;
  for (let i = 0; i < numBins; i++) top = Math.max(top, counts[i] ?? 0);
  const x = scale(0, numBins, 0, size.width);
  const bars = Array.from({ length: numBins }, (_, i) => {
    const height = ((counts[i] ?? 0) / top) * (size.height - 20);
    return rect([x(i), size.height - 16 - height, size.width / numBins, height], "bar");
  });
  return svg(size, "Autocorrelogram", [
    ...bars,
    text(0, size.height - 3, `${(bins[0] ?? 0).toFixed(0)} ms`),
    text(size.width, size.height - 3, `${(bins[bins.length - 1] ?? 0).toFixed(0)} ms`, "end"),
    text(2, 10, `${String(top)} spikes`),
  ]);
}

/** Amplitude of spikes over time. */
export function amplitudeFigure(frame: Frame): string {
  const size: Size = { width: 300, height: 150 };
  const times = numbers(frame, "timesS");
  const values = numbers(frame, "values");
  let end = 0;
  let low = 0;
  let high = 0;
  for (let i = 0; i < times.length; i++) {
    end = Math.max(end, times[i] ?? 0);
    low = Math.min(low, values[i] ?? 0);
    high = Math.max(high, values[i] ?? 0);
  }
  const x = scale(0, end, 2, size.width - 2);
  const y = scale(low, high, size.height - 16, 4);
  const dots = Array.from({ length: times.length }, (_, i) =>
    circle(x(times[i] ?? 0), y(values[i] ?? 0), 1, "spike"),
  );
  const unit = frame.arrays["values"]?.unit ?? "";
  return svg(size, "Amplitude over time", [
    ...dots,
    text(0, size.height - 3, "0 s"),
    text(size.width, size.height - 3, `${end.toFixed(0)} s`, "end"),
    text(2, 12, `${low.toFixed(0)} to ${high.toFixed(0)} ${unit}`),
  ]);
}
