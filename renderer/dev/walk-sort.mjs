// walks the real application: node renderer/dev/real.mjs <url-with-token> <out> [theme]
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";
const [url, out] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
page.on(
  "console",
  (m) => ["error", "warning"].includes(m.type()) && console.log(m.type(), m.text().slice(0, 400)),
);
page.on("pageerror", (e) => console.log("PAGEERROR", String(e.stack).slice(0, 900)));
page.on("response", async (r) => {
  if (r.status() >= 400)
    console.log(r.status(), r.url().slice(0, 160), (await r.text().catch(() => "")).slice(0, 400));
});
const shot = (n) => page.screenshot({ path: `${out}/${n}.png` });
await page.goto(url);
await page.waitForTimeout(1500);
await shot("r0-start");
await page.getByRole("button", { name: "Simulate…" }).click();
await page.getByLabel("Duration").fill("30");
await page.getByRole("button", { name: "Simulate", exact: true }).click();
await page.waitForTimeout(4000);
await shot("r1-simulating");
for (let i = 0; i < 60; i++) {
  if (await page.getByText("no jobs").count()) break;
  await page.waitForTimeout(1000);
}
await page.waitForTimeout(2500);
await shot("r2-data");
await page.keyboard.press("Alt+2");
await page.waitForTimeout(1500);
await page.getByRole("button", { name: "Presets" }).click();
await page.waitForTimeout(300);
await shot("r3-presets");
await page.getByRole("menuitem").first().click();
await page.waitForTimeout(4000);
await shot("r3-prep");
await page.keyboard.press("Alt+3");
await page.waitForTimeout(1500);
await shot("r4-sort");
await page.getByRole("button", { name: "Run sorter" }).click();
await page.waitForTimeout(3000);
await shot("r5-sorting");
for (let i = 0; i < 120; i++) {
  if (await page.getByText("no jobs").count()) break;
  await page.waitForTimeout(1000);
}
await page.waitForTimeout(1500);
await shot("r6-sorted");
await page.keyboard.press("Alt+4");
await page.waitForTimeout(2000);
const rows = page.getByRole("row", { name: /^unit / });
if (await rows.count()) {
  await rows.nth(0).click();
  await rows.nth(2).click({ modifiers: ["Control"] });
  await page.waitForTimeout(2500);
}
await shot("r7-units");
await page.keyboard.press("Alt+5");
await page.waitForTimeout(2500);
await shot("r8-compare");
await page.keyboard.press("Alt+6");
await page.waitForTimeout(1500);
await shot("r9-jobs");
await browser.close();
