import type { InjectionKey, Ref, ShallowRef, WatchSource } from "vue";
import { hasInjectionContext, inject, onScopeDispose, ref, shallowRef, watch } from "vue";
import type { WireError } from "#contract/index.ts";
import { wireErrorOf } from "../app/index.ts";

/** What a panel shows while it waits, has, or has failed. The last value stays visible while the next one loads. */
export interface AsyncValue<T> {
  readonly value: ShallowRef<T | undefined>;
  readonly error: ShallowRef<WireError | undefined>;
  readonly loading: Ref<boolean>;
  /** performance.now() at which the current wait began */
  readonly since: Ref<number>;
  readonly reload: () => void;
}

/** Whether what asks can be seen; panels provide it, and hidden ones load nothing. */
export const shownKey: InjectionKey<Readonly<Ref<boolean>>> = Symbol("shown");

/**
 * Loads again whenever `key` changes; `undefined` = nothing to load (the value empties). An answer that is overtaken
 * by a newer question is dropped, and its request aborted. Without `keepStale` the value of another key is not shown
 * while the new one loads.
 */
export function useAsync<K, T>(
  key: WatchSource<K | undefined>,
  load: (key: K, signal: AbortSignal) => Promise<T>,
  { keepStale = true }: { readonly keepStale?: boolean } = {},
): AsyncValue<T> {
  const value: ShallowRef<T | undefined> = shallowRef();
  const error = shallowRef<WireError>();
  const loading = ref(false);
  const since = ref(0);
  let abort = new AbortController();
  const shown = hasInjectionContext() ? inject(shownKey, undefined) : undefined;
  let missed = false;

  const run = async (k: K | undefined): Promise<void> => {
    abort.abort();
    const mine = (abort = new AbortController());
    if (k === undefined) {
      value.value = undefined;
      error.value = undefined;
      loading.value = false;
      return;
    }
    loading.value = true;
    since.value = performance.now();
    try {
      const loaded = await load(k, mine.signal);
      if (mine.signal.aborted) return;
      value.value = loaded;
      error.value = undefined;
    } catch (thrown) {
      if (mine.signal.aborted) return;
      error.value = wireErrorOf(thrown);
    }
    loading.value = false;
  };
  watch(
    key,
    (k, old) => {
      if (!keepStale && old !== undefined) value.value = undefined;
      missed = shown?.value === false;
      if (missed) abort.abort();
      else void run(k);
    },
    // at once where a stale value would mislead: nothing may read it under the new key
    { immediate: true, flush: keepStale ? "pre" : "sync" },
  );
  const current = (): K | undefined => (typeof key === "function" ? key() : key.value);
  if (shown)
    watch(shown, (now) => {
      if (!now || !missed) return;
      missed = false;
      void run(current());
    });
  onScopeDispose(() => abort.abort());
  return { value, error, loading, since, reload: () => void run(current()) };
}
