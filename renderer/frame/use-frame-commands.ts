import type { Command } from "../app/index.ts";
import { PLACES, provideCommands } from "../app/index.ts";
import { useOpening } from "../start/index.ts";
import { usePlace, useProject, useSettings } from "../stores/index.ts";
import { VIEWS } from "../views/catalog.ts";

interface FrameActions {
  readonly showView: (id: string) => void;
  readonly resetLayout: () => void;
  readonly togglePalette: () => void;
  readonly toggleKeys: () => void;
  readonly showSettings: () => void;
}

/** Everything the frame itself can do, for the palette and the keys. */
export function useFrameCommands(actions: FrameActions): void {
  const place = usePlace();
  const project = useProject();
  const settings = useSettings();
  const opening = useOpening();
  const inProject = (): boolean => project.tree !== null;
  const { showView, resetLayout, togglePalette, toggleKeys, showSettings } = actions;

  const places: Command[] = PLACES.map(({ id, title }, at) => ({
    id: `place-${id}`,
    title: `Go to ${title}`,
    group: "Places",
    keys: `Alt+${at + 1}`,
    run: () => place.go(id),
  }));
  const panels: Command[] = VIEWS.map((view) => ({
    id: `panel-${view.id}`,
    title: `Show panel ${view.title}`,
    group: "Panels",
    enabled: inProject,
    run: () => {
      place.go(view.place);
      setTimeout(() => showView(view.id));
    },
  }));
  provideCommands([
    ...places,
    {
      id: "open-recording",
      title: "Open recording…",
      group: "Project",
      keys: "Ctrl+O",
      run: () => opening.open("any"),
    },
    { id: "simulate", title: "Simulate…", group: "Project", run: () => opening.simulate() },
    { id: "new-project", title: "New project", group: "Project", run: () => opening.newProject() },
    {
      id: "open-project",
      title: "Open project…",
      group: "Project",
      run: () => opening.open("project"),
    },
    {
      id: "close-project",
      title: "Close project",
      group: "Project",
      enabled: inProject,
      run: () => project.close(),
    },
    ...panels,
    {
      id: "reset-layout",
      title: "Reset the layout of this place",
      group: "Window",
      enabled: inProject,
      run: resetLayout,
    },
    {
      id: "theme",
      title: "Switch between dark and light",
      group: "Window",
      run: () => settings.nextTheme(),
    },
    {
      id: "time-format",
      title: "Switch times between clock, seconds and samples",
      group: "Window",
      run: () => settings.nextTimeFormat(),
    },
    {
      id: "palette",
      title: "Command palette",
      group: "Window",
      keys: "Ctrl+K",
      run: togglePalette,
    },
    { id: "settings", title: "Settings…", group: "Window", keys: "Ctrl+,", run: showSettings },
    { id: "keys", title: "Keys of the focused panel", group: "Window", keys: "?", run: toggleKeys },
  ]);
}
