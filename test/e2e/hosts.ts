import { once } from "node:events";
import { chromium, type ElectronApplication, type Page } from "playwright-core";
import { launchElectron, missingForElectron, openDisplay } from "./electron.ts";
import { CHROMIUM, CHROMIUM_FLAGS, missingForBrowser, startServer, type Served } from "./serve.ts";

/** The application in one of its hosts, with one window. */
export interface Host {
  /** Starts it and opens its window. */
  open(): Promise<Page>;
  /** Ends it as a user does. */
  end(): Promise<void>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
  /** Ends it and what it needed. */
  close(): Promise<void>;
}

const SIZE = { width: 1440, height: 900 };

async function httpHost(home: string): Promise<Host> {
  const browser = await chromium.launch({ executablePath: CHROMIUM ?? "", args: CHROMIUM_FLAGS });
  let server: Served | undefined;
  let page: Page | undefined;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    await page?.close();
    await server?.stop(signal);
    page = server = undefined;
  };
  return {
    async open() {
      server = await startServer(home);
      page = await browser.newPage({ viewport: SIZE });
      page.setDefaultTimeout(20_000);
      await page.goto(server.url);
      return page;
    },
    end: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    async close() {
      await end("SIGTERM");
      await browser.close();
    },
  };
}

async function electronHost(home: string): Promise<Host> {
  const display = await openDisplay();
  let app: ElectronApplication | undefined;
  const end = async (): Promise<void> => {
    await app?.close();
    app = undefined;
  };
  return {
    async open() {
      app = await launchElectron(home, display.name);
      const page = await app.firstWindow();
      await app.evaluate(({ BrowserWindow }, { width, height }) => {
        BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
      }, SIZE);
      page.setDefaultTimeout(20_000);
      return page;
    },
    end,
    async kill() {
      const process = app?.process();
      app = undefined;
      process?.kill("SIGKILL");
      if (process) await once(process, "exit");
    },
    async close() {
      await end();
      display.stop();
    },
  };
}

/** Where the application runs, and why it cannot here; "" = it can. */
export const HOSTS = [
  { name: "http", title: "Chromium", missing: missingForBrowser, openHost: httpHost },
  { name: "electron", title: "Electron", missing: missingForElectron, openHost: electronHost },
] as const;
