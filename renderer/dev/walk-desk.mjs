import { chromium } from "playwright-core";
const [url, out] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
page.setDefaultTimeout(20000);
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
const step = async (name, run) => {
  try {
    await run();
  } catch (e) {
    console.log("STEP", name, String(e).slice(0, 300));
    await shot("fail-" + name);
  }
};
await page.goto(url);
await page.waitForTimeout(1500);
await shot("s0-start");
await step("recent", async () => {
  await page
    .getByRole("button", { name: /^simulated/ })
    .first()
    .click();
  await page.waitForTimeout(2500);
  await shot("s1-reopened");
});
await step("labels", async () => {
  await page.getByRole("button", { name: "Recording", exact: true }).click();
  await page.getByRole("menuitem", { name: /simulated/ }).click();
  await page.waitForTimeout(800);
  await page.keyboard.press("Alt+4");
  await page.waitForTimeout(2000);
  const rows = page.getByRole("row", { name: /^unit / });
  await rows.nth(0).click({ position: { x: 20, y: 8 } });
  for (const k of ["g", "m", "Alt+n", "g"]) {
    await page.keyboard.press(k);
    await page.waitForTimeout(600);
  }
  await shot("s2-labelled");
  await page.keyboard.press("Control+z");
  await page.waitForTimeout(600);
  await shot("s3-undone");
  await page.keyboard.press("Control+Shift+z");
  await page.waitForTimeout(600);
  await page.getByLabel("Filter units").fill("snr > 12 & firing_rate < 18");
  await page.waitForTimeout(700);
  await shot("s4-filter");
  await page.getByLabel("Filter units").fill("snrr > 12");
  await page.waitForTimeout(500);
  await shot("s5-filter-error");
  await page.keyboard.press("Escape");
  await page.waitForTimeout(300);
  await page.getByRole("button", { name: "Columns" }).click();
  await page.waitForTimeout(300);
  await shot("s6-columns");
  await page.keyboard.press("Escape");
});
await step("spikeglx", async () => {
  await page.keyboard.press("Alt+1");
  await page.getByRole("button", { name: "Open recording…" }).first().click();
  await page.waitForTimeout(800);
  await page.getByLabel("Path", { exact: true }).fill("/tmp/formats/spikeglx/np1_full_ap_lf_nidq");
  await page.keyboard.press("Enter");
  await page.waitForTimeout(900);
  await shot("s7-browse");
  await page.getByRole("button", { name: "Next" }).click();
  await page.waitForTimeout(1200);
  await shot("s8-format");
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await page.waitForTimeout(4000);
  await shot("s9-spikeglx");
});
await step("four-shanks", async () => {
  await page.getByRole("button", { name: "Open recording…" }).first().click();
  await page.waitForTimeout(800);
  await page.getByLabel("Path", { exact: true }).fill("/tmp/formats/spikeglx/np2_four_shanks");
  await page.keyboard.press("Enter");
  await page.waitForTimeout(900);
  await page.getByRole("button", { name: "Next" }).click();
  await page.waitForTimeout(1200);
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await page.waitForTimeout(4000);
  await shot("s10-four-shanks");
});
await step("not-recognised", async () => {
  await page.getByRole("button", { name: "Open recording…" }).first().click();
  await page.waitForTimeout(800);
  await page.getByLabel("Path", { exact: true }).fill("/tmp/formats/spikeglx");
  await page.keyboard.press("Enter");
  await page.waitForTimeout(900);
  await page.getByRole("button", { name: "Next" }).click();
  await page.waitForTimeout(1200);
  await shot("s11-unrecognised");
  await page.getByRole("button", { name: "Cancel" }).click();
});
await step("outside", async () => {
  await page.getByRole("button", { name: "Open recording…" }).first().click();
  await page.waitForTimeout(800);
  await page.getByLabel("Path", { exact: true }).fill("/nowhere/here");
  await page.keyboard.press("Enter");
  await page.waitForTimeout(900);
  await shot("s12-nofolder");
  await page.getByRole("button", { name: "Cancel" }).click();
});
await step("pipeline", async () => {
  await page.keyboard.press("Alt+2");
  await page.waitForTimeout(1500);
  await page.getByRole("button", { name: "Add bandpass_filter" }).click();
  await page.waitForTimeout(600);
  await page.getByLabel("Lower cutoff").fill("-3");
  await page.waitForTimeout(600);
  await shot("s13-invalid");
  await page.getByLabel("Lower cutoff").fill("400");
  await page.waitForTimeout(2500);
  await shot("s14-valid");
  await page.getByLabel("Upper cutoff").fill("90000");
  await page.waitForTimeout(2500);
  await shot("s15-refused");
});
await browser.close();
