import type { Locator, Page } from "playwright-core";

/* What the end-to-end tests do with the window's panels. */

/** Runs a command by its title. */
export async function command(page: Page, title: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByLabel("Command", { exact: true }).fill(title);
  await page.keyboard.press("Enter");
}

/** Opens a project of the start page; its commands are there with its panels. */
export async function openProject(page: Page, name: string): Promise<void> {
  await page
    .getByRole("button", { name: new RegExp(`^${name}`) })
    .first()
    .click();
  await page.locator("section.panel").first().waitFor();
}

export const showPanel = (page: Page, title: string): Promise<void> =>
  command(page, `Show panel ${title}`);

/** The panel itself, not the group of tabs of the same name */
export const panelOf = (page: Page, title: string): Locator =>
  page.locator(`section.panel[aria-label="${title}"]`);

/** The part of a panel's pixels that is neither its ground nor a line of its frame: seen as a person sees it. */
export async function paintedPart(page: Page, title: string): Promise<number> {
  const body = panelOf(page, title).locator("canvas, [role=grid]").first();
  if ((await body.count()) === 0) return 0;
  const picture = (await body.screenshot()).toString("base64");
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const ctx = canvas.getContext("2d");
    if (!ctx) return 0;
    ctx.drawImage(image, 0, 0);
    const { data } = ctx.getImageData(0, 0, image.width, image.height);
    const counts = new Map<number, number>();
    for (let i = 0; i < data.length; i += 4) {
      const colour = ((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0);
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    const most = Math.max(...counts.values());
    return counts.size < 4 ? 0 : 1 - most / (data.length / 4);
  }, picture);
}
