import { EphysError } from "#core/model/index.ts";
import { channelsOf, type Session } from "./session.ts";
import type { StreamInfo } from "../../define.ts";

/** Which stream; SpikeInterface's names. */
export interface StreamChoice {
  readonly stream_id?: string | null | undefined;
  readonly stream_name?: string | null | undefined;
}

/** The streams as they are listed to a person. */
export function sessionStreams(session: Session): StreamInfo[] {
  return session.streams.map((stream) => {
    const channels = channelsOf(session, stream);
    return {
      id: stream.id,
      name: stream.name,
      numChannels: channels.length,
      samplingFrequency: channels[0]?.samplingFrequency ?? NaN,
    };
  });
}

/**
 * The asked stream, or the only one. An id counts more than a name, as in the reference.
 * @throws StreamNotFound listing the streams
 */
export function chooseStream<Stream extends { readonly id: string; readonly name: string }>(
  streams: readonly Stream[],
  asked: StreamChoice,
  path: string,
): Stream {
  const details = { streams: streams.map(({ id }) => id) };
  const list = streams.map(({ id, name }) => `${id} = ${name}`).join(", ");
  if (streams.length === 0) {
    throw new EphysError("StreamNotFound", `${path} holds no signals`, details);
  }
  const id = asked.stream_id ?? undefined;
  const name = asked.stream_name ?? undefined;
  if (id === undefined && name === undefined) {
    if (streams.length === 1) return streams[0];
    throw new EphysError(
      "StreamNotFound",
      `${path} has several streams (${list}): say which one (stream_id)`,
      details,
    );
  }
  const found = streams.find((stream) =>
    id === undefined ? stream.name === name : stream.id === id,
  );
  if (found) return found;
  throw new EphysError(
    "StreamNotFound",
    `${path} has no stream "${id ?? name ?? ""}"; it has ${list}`,
    details,
  );
}
