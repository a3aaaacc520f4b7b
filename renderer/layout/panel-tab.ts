import type { DockviewPanelApi, ITabRenderer } from "dockview-core";

/**
 * The tab of a panel: its title, and a cross for the pointer. The cross takes no focus, because a tab may hold nothing
 * that does; by keys a panel is closed with the command.
 */
export function panelTab(): ITabRenderer {
  const element = document.createElement("div");
  element.className = "panel-tab";
  const title = document.createElement("span");
  const cross = document.createElement("span");
  cross.className = "panel-tab-cross";
  cross.textContent = "✕";
  cross.title = "Close this panel";
  cross.setAttribute("aria-hidden", "true");
  element.append(title, cross);
  return {
    element,
    init({ title: text, api }: { readonly title: string; readonly api: DockviewPanelApi }) {
      title.textContent = text;
      api.onDidTitleChange((event) => (title.textContent = event.title));
      cross.addEventListener("pointerdown", (event) => event.stopPropagation()); // no drag
      cross.addEventListener("click", (event) => {
        event.stopPropagation();
        api.close();
      });
    },
  };
}
