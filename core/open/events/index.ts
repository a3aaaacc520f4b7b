export { readEventTable } from "./csv.ts";
export { ttlEvents } from "./ttl.ts";
