import { join } from "node:path";
import { app as electronApp, Menu, type BrowserWindow } from "electron";
import { createApp, type App } from "#main/app/index.ts";
import { systemDialogs } from "./dialogs.ts";
import { declareScheme, serveScheme } from "./protocol.ts";
import { isFrom, openWindow, serveCalls } from "./window.ts";

/*
 * The desktop host. Bundled to dist/main/main.cjs, with worker.cjs beside it, the renderer in ../renderer and the
 * preload script in ../preload.
 */

const DIST = join(__dirname, "..");

/** in the order in which they were opened */
const windows = new Set<BrowserWindow>();
let isClosing = false;

function showWindow(): void {
  const [window] = windows;
  if (window === undefined) {
    openWindow(join(DIST, "preload/bridge.cjs"), (opened) => {
      windows.add(opened);
      opened.on("closed", () => windows.delete(opened));
    });
    return;
  }
  if (window.isMinimized()) window.restore();
  window.focus();
}

function start(): App {
  const app = createApp({
    host: "electron",
    dataFolder: process.env["SPIKEDESK_HOME"] ?? electronApp.getPath("userData"),
    workerFile: join(DIST, "main/worker.cjs"),
    dialogs: systemDialogs(() => [...windows].find((one) => one.isFocused()) ?? [...windows][0]),
  });
  serveScheme(app, join(DIST, "renderer"));
  serveCalls(app, (event) => isFrom(windows, event));
  app.listen((topic, event) => {
    for (const window of windows) {
      if (!window.isDestroyed()) window.webContents.send("spikedesk:event", topic, event);
    }
  });
  return app;
}

/** Jobs are stopped and the project closed before the process ends. */
function closeBeforeQuit(app: App): void {
  electronApp.on("before-quit", (event) => {
    if (isClosing) return;
    isClosing = true;
    event.preventDefault();
    void app.close().finally(() => {
      electronApp.quit();
    });
  });
}

function run(): void {
  if (!electronApp.requestSingleInstanceLock()) {
    electronApp.quit();
    return;
  }
  declareScheme();
  Menu.setApplicationMenu(null);
  electronApp.on("second-instance", showWindow);
  electronApp.on("window-all-closed", () => {
    electronApp.quit();
  });
  electronApp.on("activate", showWindow);
  void electronApp.whenReady().then(() => {
    closeBeforeQuit(start());
    showWindow();
  });
}

run();
