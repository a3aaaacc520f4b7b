export type * from "./types.ts";
export { createApp } from "./create-app.ts";
export { folderGuard, type Dialogs } from "#main/services/index.ts";
