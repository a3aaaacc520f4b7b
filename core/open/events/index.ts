export { readEventTable } from "./csv.ts";
export { eventFormat, readEventFile } from "./file.ts";
export { ttlEvents } from "./ttl.ts";
