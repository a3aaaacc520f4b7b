import { chromium } from "playwright-core";
const [url, out] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
const t0 = Date.now();
page.on(
  "request",
  (r) => /data\/|api\//.test(r.url()) && console.log(Date.now() - t0, "->", r.url().slice(21, 150)),
);
page.on("requestfailed", (r) =>
  console.log(Date.now() - t0, "XX", r.url().slice(21, 150), r.failure()?.errorText),
);
page.on(
  "response",
  (r) =>
    /data\/|api\//.test(r.url()) &&
    console.log(Date.now() - t0, "<-", r.status(), r.url().slice(21, 150)),
);
await page.goto(url);
await page.waitForTimeout(1500);
await page
  .getByRole("button", { name: /^simulated/ })
  .first()
  .click();
await page.waitForTimeout(8000);
await page.screenshot({ path: `${out}/first.png` });
await browser.close();
