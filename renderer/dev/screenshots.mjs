// Looks at every place: node renderer/dev/screenshots.mjs http://127.0.0.1:4799 /tmp/shots [dark|light] [1440x900]
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";

const [url, out, theme = "dark", size = "1440x900", only = ""] = process.argv.slice(2);
const [width, height] = size.split("x").map(Number);
mkdirSync(out, { recursive: true });
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--headless",
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const page = await browser.newPage({ viewport: { width, height } });
page.on(
  "console",
  (m) => ["error", "warning"].includes(m.type()) && console.log(m.type(), m.text().slice(0, 400)),
);
page.on("pageerror", (e) => console.log("PAGEERROR", String(e.stack).slice(0, 700)));
const shot = async (name) => {
  await page.screenshot({ path: `${out}/${name}-${theme}-${width}.png` });
};
const want = (n) => only === "" || only.split(",").includes(n);
await page.goto(url);
await page.waitForTimeout(800);
if (theme === "light") {
  await page.keyboard.press("Control+k");
  await page.keyboard.type("dark and light");
  await page.keyboard.press("Enter");
  await page.waitForTimeout(300);
}
const place = async (n) => {
  await page.keyboard.press(`Alt+${n}`);
  await page.waitForTimeout(1500);
};
if (want("data")) {
  await place(1);
  await page.waitForTimeout(1500);
  await shot("1-data");
}
if (want("prep")) {
  await place(2);
  await page
    .getByRole("option", { name: /bandpass_filter/ })
    .click()
    .catch(() => {});
  await page.waitForTimeout(1500);
  await shot("2-prep");
}
if (want("sort")) {
  await place(3);
  await shot("3-sort");
}
if (want("units")) {
  await place(4);
  const rows = page.getByRole("row", { name: /^unit / });
  if (await rows.count()) {
    await rows.nth(0).click();
    await rows.nth(2).click({ modifiers: ["Control"] });
    await rows.nth(3).click({ modifiers: ["Control"] });
  }
  await page.waitForTimeout(2500);
  await shot("4-units");
}
if (want("compare")) {
  await place(5);
  await shot("5-compare");
}
if (want("jobs")) {
  await place(6);
  await shot("6-jobs");
}
if (want("misc")) {
  await page.keyboard.press("Control+k");
  await page.waitForTimeout(300);
  await shot("7-palette");
  await page.keyboard.press("Escape");
  await place(4);
  await page
    .getByRole("grid", { name: "Units" })
    .click({ position: { x: 100, y: 60 } })
    .catch(() => {});
  await page.keyboard.press("?");
  await page.waitForTimeout(400);
  await shot("8-keys");
  await page
    .getByRole("button", { name: "Close", exact: true })
    .first()
    .click()
    .catch(() => {});
  await page.getByRole("button", { name: "Open recording…" }).first().click();
  await page.waitForTimeout(600);
  await shot("9-open");
}
await browser.close();
