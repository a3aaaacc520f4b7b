export { readEventTable } from "./csv.ts";
export { ttlEvents, type TtlOptions } from "./ttl.ts";
