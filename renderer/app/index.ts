export * from "./client.ts";
export * from "./commands.ts";
export * from "./format.ts";
export * from "./keymaps.ts";
export * from "./keys.ts";
export * from "./places.ts";
export * from "./snippets.ts";
