export * from "./define.ts";
export { EXPORTERS, type ExporterName } from "./catalog.ts";
export { exporterByName, runExporter } from "./run.ts";
