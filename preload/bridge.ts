import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from "electron";
import type { Bridge, Events, Topic } from "./contract/index.ts";

type Listener = (topic: string, event: unknown) => void;

const listeners = new Set<Listener>();
ipcRenderer.on("spikedesk:event", (_: IpcRendererEvent, topic: string, event: unknown) => {
  for (const listener of listeners) listener(topic, event);
});

/** All that a sandboxed window gets of the application; nothing else crosses. */
const bridge: Bridge = {
  host: "electron",
  invoke: (namespace, method, input) =>
    ipcRenderer.invoke("spikedesk:invoke", namespace, method, input),
  subscribe<T extends Topic>(topic: T, listener: (event: Events[T]) => void) {
    const own: Listener = (heard, event) => {
      if (heard === topic) listener(event as Events[T]); // main sends each topic's own type
    };
    listeners.add(own);
    return () => {
      listeners.delete(own);
    };
  },
  dataUrl(view, query) {
    const params = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    );
    return `ephys://app/data/${view}?${params.toString()}`;
  },
  pathOfFile: (file) => pathOf(file as File), // whatever was dropped; not a file gives ""
};

/** Older Electrons know no webUtils and put the path on the file itself. */
function pathOf(file: File & { readonly path?: string }): string {
  try {
    return (webUtils as typeof webUtils | undefined)?.getPathForFile(file) ?? file.path ?? "";
  } catch {
    return "";
  }
}

contextBridge.exposeInMainWorld("spikedesk", bridge);
