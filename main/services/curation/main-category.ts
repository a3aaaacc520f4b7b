/** The category that "label" means where none is named, and by which units count as done. */
export const MAIN_CATEGORY = "quality";
