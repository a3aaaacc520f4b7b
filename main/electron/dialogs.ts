import { dialog, type BrowserWindow, type OpenDialogOptions } from "electron";
import type { Dialogs } from "#main/app/index.ts";

/** The system's own dialogs for `files.choose`. */
export function systemDialogs(currentWindow: () => BrowserWindow | undefined): Dialogs {
  return {
    async choose(kind, title) {
      const window = currentWindow();
      if (kind === "save") {
        const options = { title, defaultPath: "untitled.spikedesk" };
        const { filePath } =
          window === undefined
            ? await dialog.showSaveDialog(options)
            : await dialog.showSaveDialog(window, options);
        return filePath === undefined || filePath === "" ? null : filePath;
      }
      const options: OpenDialogOptions = {
        title,
        // a project is a folder
        properties: [kind === "file" ? "openFile" : "openDirectory"],
      };
      const { filePaths } =
        window === undefined
          ? await dialog.showOpenDialog(options)
          : await dialog.showOpenDialog(window, options);
      return filePaths[0] ?? null;
    },
  };
}
