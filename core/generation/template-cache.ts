import type { SparseTemplate } from "./inject.ts";

/** What the templates at hand may take. */
const CACHE_BYTES = 128 * 1024 * 1024;

/**
 * Templates by unit and version, made when first needed; the least recently used go when they take more than 128 MiB.
 */
export function cachedTemplates(
  numVersions: number,
  make: (unit: number, version: number) => SparseTemplate,
): (unit: number, version: number) => SparseTemplate {
  const cache = new Map<number, SparseTemplate>();
  let bytes = 0;
  return (unit, version) => {
    const key = unit * numVersions + version;
    const known = cache.get(key);
    cache.delete(key);
    const template = known ?? make(unit, version);
    cache.set(key, template);
    if (!known) bytes += template.samples.byteLength;
    for (const [old, { samples }] of cache) {
      if (bytes <= CACHE_BYTES || old === key) break;
      cache.delete(old);
      bytes -= samples.byteLength;
    }
    return template;
  };
}
