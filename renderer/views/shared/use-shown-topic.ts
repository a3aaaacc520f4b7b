import type { Frame } from "#contract/index.ts";
import { useClient } from "../../app/index.ts";
import type { AsyncValue } from "../../data/index.ts";
import { useAsync } from "../../data/index.ts";
import { useShown } from "../../stores/index.ts";

/** What the sort that is looked at shows of a topic; asked for again whenever it shows something new. */
export function useShownTopic<T>(topic: string, read: (frame: Frame) => T): AsyncValue<T> {
  const client = useClient();
  const shown = useShown();
  return useAsync(
    () =>
      shown.job ? `${shown.job.id} ${shown.version(shown.job.id)} ${shown.job.state}` : undefined,
    async (key, signal) => {
      const [job] = key.split(" ");
      return read(await client.frame("shown", { job: Number(job), topic }, signal));
    },
  );
}
