import type { Ref } from "vue";
import { computed, ref, shallowRef, watch } from "vue";
import type { MergePreset, MergeProposals, WireError } from "#contract/index.ts";
import { useClient, wireErrorOf } from "../../app/index.ts";
import { useAsync, type AsyncValue } from "../../data/index.ts";
import { useProject } from "../../stores/index.ts";

interface MergeData {
  readonly presets: AsyncValue<readonly MergePreset[]>;
  readonly preset: Ref<string>;
  /** whether a search was asked for; it may take seconds, so it does not begin by itself */
  readonly asked: Readonly<Ref<boolean>>;
  readonly proposals: AsyncValue<MergeProposals>;
  /** of the last change that was refused */
  readonly failure: Readonly<Ref<WireError | undefined>>;
  search(preset?: string): void;
  apply(mode: "soft" | "hard"): Promise<void>;
}

/** Merge proposals of the units as they are now. */
export function useMerges(): MergeData {
  const { api } = useClient();
  const project = useProject();
  const preset = ref("similarity_correlograms");
  const askedFor = ref<number | null>(null);
  const asked = computed(
    () => project.analyzerId !== null && askedFor.value === project.analyzerId,
  );
  const failure = shallowRef<WireError>();
  const presets = useAsync(
    () => "presets",
    () => api.curation.presets({}),
  );
  const proposals = useAsync(
    () => (asked.value ? JSON.stringify([project.analyzerId, preset.value]) : undefined),
    (key) => {
      const [analyzerId, name] = JSON.parse(key) as [number, string]; // made above
      return api.curation.findMerges({ analyzerId, preset: name });
    },
    { keepStale: false },
  );
  watch(
    () => project.analyzerId,
    () => (failure.value = undefined),
  );
  const attempt = async (change: (analyzerId: number) => Promise<void>): Promise<void> => {
    const { analyzerId } = project;
    if (analyzerId === null) return;
    failure.value = undefined;
    try {
      await change(analyzerId);
    } catch (error) {
      failure.value = wireErrorOf(error);
    }
  };
  return {
    presets,
    preset,
    asked,
    proposals,
    failure,
    search(name) {
      if (name !== undefined) preset.value = name;
      if (asked.value && name === undefined) proposals.reload();
      askedFor.value = project.analyzerId;
    },
    apply: (mode) =>
      attempt(async (analyzerId) => {
        await api.curation.apply({ analyzerId, mode });
      }),
  };
}
