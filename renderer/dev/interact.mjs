// drags, wheels and keys on the 384-channel traces; prints frame times
import { chromium } from "playwright-core";
const [url, out] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
page.on(
  "console",
  (m) => ["error", "warning"].includes(m.type()) && console.log(m.type(), m.text().slice(0, 300)),
);
page.on("pageerror", (e) => console.log("PAGEERROR", String(e.stack).slice(0, 700)));
await page.goto(url);
await page.waitForTimeout(800);
await page.getByRole("row", { name: "mouse07_day3_g0_imec0" }).click();
await page.waitForTimeout(2500);
await page.screenshot({ path: `${out}/t1.png` });
const canvas = page.getByRole("img", { name: /raw traces/ });
const box = await canvas.boundingBox();
await page.evaluate(() => {
  window.__f = [];
  let last = performance.now();
  const tick = (t) => {
    window.__f.push(t - last);
    last = t;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
});
await page.mouse.move(box.x + 500, box.y + 300);
await page.mouse.down();
for (let i = 0; i < 30; i++) await page.mouse.move(box.x + 500 - i * 10, box.y + 300 - i * 3);
await page.mouse.up();
for (let i = 0; i < 8; i++) {
  await page.mouse.wheel(0, 120);
  await page.waitForTimeout(60);
}
await page.waitForTimeout(2500);
const f = await page.evaluate(() => window.__f.slice().sort((a, b) => a - b));
console.log(
  "frames",
  f.length,
  "median",
  f[Math.floor(f.length / 2)].toFixed(1),
  "p95",
  f[Math.floor(f.length * 0.95)].toFixed(1),
  "max",
  f.at(-1).toFixed(1),
);
await page.screenshot({ path: `${out}/t2.png` });
await canvas.click({ position: { x: 400, y: 200 } });
for (let i = 0; i < 12; i++) await page.keyboard.press("Control+ArrowDown");
await page.keyboard.press("Home");
for (let i = 0; i < 6; i++) await page.keyboard.press("+");
await page.waitForTimeout(2500);
await page.screenshot({ path: `${out}/t3.png` });
await browser.close();
