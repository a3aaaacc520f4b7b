export type * from "./types.ts";
export { createApp, type AppOptions } from "./create-app.ts";
export { folderGuard, openGuard, type Dialogs, type PathGuard } from "#main/services/index.ts";
