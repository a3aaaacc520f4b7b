import { defineStore } from "pinia";
import { computed, shallowRef, watchEffect } from "vue";
import type { JsonObject } from "#core/model/index.ts";
import type { AppInfo, ProjectSettings, Settings } from "#contract/index.ts";
import { useClient } from "../app/index.ts";

const INITIAL: Settings = {
  theme: "dark",
  numWorkers: 1,
  kernelLevel: "auto",
  timeFormat: "clock",
  layouts: {},
  keymap: "",
  keys: {},
};
const TIME_FORMATS = ["clock", "seconds", "samples"] as const;

/** What the application remembers between starts; every change is saved when made. */
export const useSettings = defineStore("settings", () => {
  const { api } = useClient();
  const settings = shallowRef<Settings>(INITIAL);
  /** what the open project has of its own */
  const own = shallowRef<ProjectSettings>({});
  const inForce = computed((): Settings => ({ ...settings.value, ...own.value }));
  const info = shallowRef<AppInfo>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const changed = new Set<string>();

  async function load(): Promise<void> {
    [settings.value, info.value] = await Promise.all([api.app.getSettings({}), api.app.info({})]);
  }
  /** Another project was opened, or none. */
  async function loadOwn(hasProject: boolean): Promise<void> {
    own.value = hasProject ? await api.projects.getSettings({}) : {};
    info.value = await api.app.info({});
  }
  async function set(patch: Partial<Settings>): Promise<void> {
    settings.value = { ...settings.value, ...patch };
    await api.app.setSettings(patch);
  }
  /** null = as the application */
  async function setOwn(patch: Parameters<typeof api.projects.setSettings>[0]): Promise<void> {
    own.value = await api.projects.setSettings(patch);
    info.value = await api.app.info({});
  }
  /** Layouts change with every pixel of a drag: written once the hand rests. */
  function setLayout(place: string, layout: JsonObject | null): void {
    const others = Object.fromEntries(
      Object.entries(settings.value.layouts).filter(([key]) => key !== place),
    );
    const layouts = layout === null ? others : { ...others, [place]: layout };
    settings.value = { ...settings.value, layouts };
    changed.add(place);
    clearTimeout(timer);
    timer = setTimeout(() => void writeLayouts(), 400);
  }
  /** Only what this window changed: another window writes its own. */
  async function writeLayouts(): Promise<void> {
    const places = [...changed];
    changed.clear();
    const stored = (await api.app.getSettings({})).layouts;
    const kept = Object.entries(stored).filter(([place]) => !places.includes(place));
    const own = places.flatMap((place) => {
      const layout = settings.value.layouts[place];
      return layout === undefined ? [] : [[place, layout] as const];
    });
    await api.app.setSettings({ layouts: Object.fromEntries([...kept, ...own]) });
  }
  function nextTimeFormat(): Promise<void> {
    const at = TIME_FORMATS.indexOf(inForce.value.timeFormat);
    return change({ timeFormat: TIME_FORMATS[(at + 1) % TIME_FORMATS.length] ?? "clock" });
  }
  const nextTheme = (): Promise<void> =>
    change({ theme: inForce.value.theme === "dark" ? "light" : "dark" });
  /** Where it is in force: in the project when that has the setting of its own. */
  function change(patch: ProjectSettings): Promise<void> {
    const isOwn = Object.keys(patch).every((name) => name in own.value);
    return isOwn ? setOwn(patch) : set(patch);
  }
  watchEffect(() => {
    document.documentElement.dataset["theme"] = inForce.value.theme;
  });
  return {
    settings,
    info,
    own,
    theme: computed(() => inForce.value.theme),
    timeFormat: computed(() => inForce.value.timeFormat),
    load,
    loadOwn,
    set,
    setOwn,
    setLayout,
    nextTheme,
    nextTimeFormat,
  };
});
