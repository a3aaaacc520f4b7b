export { loadDeskAnalyzer, phyFolderAt } from "./load.ts";
export { SORTER_TEMPLATES, withSorterTemplates } from "./templates.ts";
export { writePhyBack } from "./write-back.ts";
