import type { JsonObject } from "#core/model/index.ts";
import type { AsyncApi, FormatMatch } from "#contract/index.ts";

export interface OpenChoices {
  readonly streamId: string;
  readonly params: JsonObject;
  /** a sorting is attached to this recording */
  readonly recordingId: number | null;
}

export interface Opened {
  readonly recordingId?: number;
  readonly sortingId?: number;
  readonly analyzerId?: number;
}

/** Adds a recognised path to the project as what it is. */
export async function openMatch(
  api: AsyncApi,
  path: string,
  match: FormatMatch,
  { streamId, params, recordingId }: OpenChoices,
): Promise<Opened> {
  if (match.kinds.includes("analyzer"))
    return { analyzerId: (await api.analyzers.add({ path })).id };
  const withParams = Object.keys(params).length > 0 ? { params } : {};
  if (match.kinds.includes("recording")) {
    const { id } = await api.recordings.add({
      path,
      format: match.format,
      ...(streamId === "" ? {} : { streamId }),
      ...withParams,
    });
    return { recordingId: id };
  }
  const { id } = await api.sortings.add({
    path,
    format: match.format,
    ...(recordingId === null ? {} : { recordingId }),
    ...withParams,
  });
  return { sortingId: id };
}

/** Nothing that can be opened by itself. */
export const hasOnlyEvents = ({ kinds }: FormatMatch): boolean =>
  kinds.every((kind) => kind === "events");

/** The last part of a path. */
export const fileName = (path: string): string =>
  path.split(/[/\\]/).filter(Boolean).at(-1) ?? path;
