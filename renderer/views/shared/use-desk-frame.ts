import type { DataViewName, Frame, FrameData } from "#contract/index.ts";
import { useClient } from "../../app/index.ts";
import type { AsyncValue } from "../../data/index.ts";
import { useAsync } from "../../data/index.ts";
import { usePanel } from "../../layout/index.ts";
import { useProject, useUnits } from "../../stores/index.ts";

type Query = Readonly<Record<string, string | number>>;

/** Tells the questions of this window from those of another. */
const WINDOW = Math.random().toString(36).slice(2, 8);

/**
 * A frame of the data plane about the current analyzer, asked for again whenever the query or the analyzer's content
 * changes; `undefined` = nothing to ask. A newer question of the same panel takes the place of a waiting one.
 */
export function useDeskFrame<T>(
  view: DataViewName,
  query: () => Query | undefined,
  read: (frame: Frame, query: Query) => T,
): AsyncValue<T> {
  const client = useClient();
  const project = useProject();
  const units = useUnits();
  const { viewId } = usePanel();
  const slot = `${WINDOW} ${viewId} ${view}`;
  return useAsync(
    () => {
      const asked = query();
      return project.analyzerId === null || asked === undefined
        ? undefined
        : JSON.stringify([project.analyzerId, units.version, asked]);
    },
    async (key, signal) => {
      const [analyzer, , asked] = JSON.parse(key) as [number, number, Query]; // our own key
      return read(await client.frame(view, { analyzer, ...asked, slot }, signal), asked);
    },
  );
}

/** An array of a frame by name; empty where there is none. */
export function floats(frame: Frame, name: string): Float32Array {
  const data = frame.arrays[name]?.data;
  return data instanceof Float32Array ? data : new Float32Array();
}
export function doubles(frame: Frame, name: string): Float64Array {
  const data = frame.arrays[name]?.data;
  return data instanceof Float64Array ? data : new Float64Array();
}
export function integers(frame: Frame, name: string): Int32Array {
  const data: FrameData | undefined = frame.arrays[name]?.data;
  return data instanceof Int32Array ? data : new Int32Array();
}
/** A number of a frame's meta. */
export function metaNumber(frame: Frame, name: string): number {
  const value = frame.meta[name];
  return typeof value === "number" ? value : NaN;
}
