import { BrowserWindow, ipcMain, type IpcMainInvokeEvent } from "electron";
import type { Reply } from "#contract/index.ts";
import type { App } from "#main/app/index.ts";
import { APP_ORIGIN } from "./protocol.ts";

const PAGE = `${APP_ORIGIN}/index.html`;
/** a second page beside the first, on another screen */
const SECOND_PAGE = /^#window-\d{1,2}$/;

/** A sandboxed window that can only show the application's own page; it may open further ones of the same kind. */
export function openWindow(
  preloadFile: string,
  onOpened: (window: BrowserWindow) => void,
  hash = "",
): BrowserWindow {
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
  onOpened(window);
  const { webContents } = window;
  webContents.setWindowOpenHandler(({ url }) => {
    const wanted = url.startsWith(PAGE) ? url.slice(PAGE.length) : "";
    if (SECOND_PAGE.test(wanted)) openWindow(preloadFile, onOpened, wanted);
    return { action: "deny" }; // ours is made above, as sandboxed as this one
  });
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
  void window.loadURL(`${PAGE}${hash}`);
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

/** True for the top frame of one of the windows, showing the application's page. */
export function isFrom(windows: ReadonlySet<BrowserWindow>, event: IpcMainInvokeEvent): boolean {
  if (![...windows].some(({ webContents }) => event.sender === webContents)) return false;
  const frame = event.senderFrame;
  return frame?.parent === null && frame.url.startsWith(`${APP_ORIGIN}/`);
}
