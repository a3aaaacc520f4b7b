import { BrowserWindow, ipcMain, type IpcMainInvokeEvent } from "electron";
import type { Reply } from "#contract/index.ts";
import type { App } from "#main/app/index.ts";
import { APP_ORIGIN } from "./protocol.ts";

/** A sandboxed window that can only show the application's own page. */
export function openWindow(preloadFile: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 800,
    minHeight: 500,
    show: false,
    title: "SpikeDesk",
    backgroundColor: "#161616",
    webPreferences: {
      preload: preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  const { webContents } = window;
  webContents.setWindowOpenHandler(() => ({ action: "deny" }));
  webContents.on("will-navigate", (event) => {
    event.preventDefault();
  });
  webContents.on("will-attach-webview", (event) => {
    event.preventDefault();
  });
  webContents.session.setPermissionRequestHandler((_contents, permission, decide) => {
    decide(permission === "clipboard-sanitized-write");
  });
  window.once("ready-to-show", () => {
    window.show();
  });
  void window.loadURL(`${APP_ORIGIN}/index.html`);
  return window;
}

const REFUSED: Reply<never> = {
  ok: false,
  error: { code: "PathNotAllowed", message: "this page may not call the application", details: {} },
};

/** Calls of the contract, from our own page's top frame only. */
export function serveCalls(app: App, isOurs: (event: IpcMainInvokeEvent) => boolean): void {
  ipcMain.handle(
    "spikedesk:invoke",
    async (event, namespace: unknown, method: unknown, input: unknown) => {
      if (!isOurs(event) || typeof namespace !== "string" || typeof method !== "string") {
        return REFUSED;
      }
      return app.invoke(namespace, method, input);
    },
  );
}

/** True for the top frame of `window`, showing the application's page. */
export function isFrom(window: BrowserWindow | undefined, event: IpcMainInvokeEvent): boolean {
  if (window === undefined || event.sender !== window.webContents) return false;
  const frame = event.senderFrame;
  return frame?.parent === null && frame.url.startsWith(`${APP_ORIGIN}/`);
}
