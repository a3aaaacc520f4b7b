import { computed, onScopeDispose, shallowRef, watch } from "vue";
import type { Ref } from "vue";
import type { JsonValue } from "#core/model/index.ts";
import type { PipelinePreset, PreprocessorDescription, WireError } from "#contract/index.ts";
import { useClient, WireFailure, wireErrorOf } from "../../app/index.ts";
import type { AsyncValue } from "../../data/index.ts";
import { useAsync } from "../../data/index.ts";
import { copyText, saveBlob } from "../../parts/index.ts";
import { usePipelineEditor, useProject } from "../../stores/index.ts";
import { pipelineJson } from "./options.ts";

interface PipelineCatalog {
  readonly catalog: AsyncValue<readonly PreprocessorDescription[]>;
  readonly presets: AsyncValue<readonly PipelinePreset[]>;
  readonly describe: (name: string) => PreprocessorDescription | undefined;
}

/** The steps and ready-made chains there are. */
export function usePipelineCatalog(): PipelineCatalog {
  const { api } = useClient();
  const catalog = useAsync(
    () => true,
    () => api.pipelines.catalog({}),
  );
  const presets = useAsync(
    () => true,
    () => api.pipelines.presets({}),
  );
  const byName = computed(() => new Map(catalog.value.value?.map((step) => [step.name, step])));
  return { catalog, presets, describe: (name) => byName.value.get(name) };
}

interface PipelineFiles {
  /** what happened last, for the status line */
  readonly said: Readonly<Ref<string>>;
  readonly failure: Readonly<Ref<WireError | undefined>>;
  readonly save: () => void;
  readonly load: (file: File) => Promise<void>;
  readonly copyPython: () => Promise<void>;
  readonly copyJson: () => Promise<void>;
  /** starts the job that writes what comes out of the steps that are shown; refused as they are */
  readonly write: (format: "binary" | "zarr") => Promise<void>;
}

/** how long a done thing is spoken of */
const SAID_MS = 8000;

/** The pipeline as a file and as text on the clipboard. */
export function usePipelineFiles(): PipelineFiles {
  const { api } = useClient();
  const project = useProject();
  const editor = usePipelineEditor();
  const said = shallowRef("");
  const failure = shallowRef<WireError>();

  // a refusal is of the steps that were shown then
  watch(
    () => editor.steps,
    () => (failure.value = undefined),
  );

  let fading: ReturnType<typeof setTimeout> | undefined;
  onScopeDispose(() => clearTimeout(fading));
  async function attempt(work: () => Promise<string> | string): Promise<void> {
    failure.value = undefined;
    said.value = "";
    clearTimeout(fading);
    fading = setTimeout(() => (said.value = ""), SAID_MS);
    try {
      said.value = await work();
    } catch (error) {
      failure.value = wireErrorOf(error);
    }
  }
  const text = (): string => JSON.stringify(pipelineJson(editor.steps), null, 2) + "\n";
  const offNote = (): string => {
    const off = editor.steps.filter(({ enabled }) => !enabled).length;
    return off === 0 ? "" : `; ${off} switched off left out`;
  };
  return {
    said,
    failure,
    save: () =>
      void attempt(() => {
        const name = (project.recording?.name ?? "recording").replaceAll(/[^\w.-]+/g, "_");
        saveBlob(new Blob([text()], { type: "application/json" }), `${name}-pipeline.json`);
        return `saved as JSON${offNote()}`;
      }),
    load: (file) =>
      attempt(async () => {
        const pipeline = await api.pipelines.fromJson({
          json: parse(await file.text(), file.name),
        });
        editor.change(pipeline);
        return `${pipeline.length} steps from ${file.name}`;
      }),
    copyPython: () =>
      attempt(async () => {
        const recordingId = project.recordingId;
        if (recordingId === null) return "";
        const { code } = await api.pipelines.python({ recordingId, pipeline: editor.steps });
        await copyText(code);
        return `Python copied${offNote()}`;
      }),
    write: (format) =>
      attempt(async () => {
        const recordingId = project.recordingId;
        if (recordingId === null) return "";
        await editor.settled();
        await api.pipelines.write({ recordingId, format });
        return "being written: a job, then a recording of its own in the project";
      }),
    copyJson: () =>
      attempt(async () => {
        await copyText(text());
        return `JSON copied${offNote()}`;
      }),
  };
}

function parse(text: string, file: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `${file} is not JSON: ${why}`;
    throw new WireFailure({ code: "CorruptFile", message, details: { file } });
  }
}
