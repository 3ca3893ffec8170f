/**
 * A browser window with an app in it: opens the app's pages one after the other, taps elements, and reports errors.
 * Used by `npm run tour` and by the test that visits a few pages of every app.
 */

/** The script of the host page, which already serves `/host.js` and contains an element `#app`. */
const script = `
  const recorded = { problems: [], logs: [], shown: undefined, app: undefined };
  const record = (app) => {
    app.on("page", ({ path }) => (recorded.shown = path));
    app.on("problem", ({ during, message, stack }) => recorded.problems.push(during + ": " + message + "\\n" + stack));
    app.on("log", ({ level, values }) => (level === "error" || level === "warn") && recorded.logs.push(level + ": " + values.join(" ")));
    app.on("close", () => (recorded.app = undefined));
    return app;
  };
  window.tour = {
    recorded,
    async go(options, path) {
      Object.assign(recorded, { problems: [], logs: [], shown: undefined });
      const { mountMiniApp } = await import("/host.js");
      recorded.app = record(await mountMiniApp(document.querySelector("#app"), {
        ...options, launch: { path }, theme: "light", animations: false, device: { statusBarHeight: 20, safeAreaBottom: 0 },
        hooks: { asks: true, open: { makePhoneCall: () => ({}) } },
      }));
    },
    /** What the app says while it ends is the page's own, too. */
    leave: () => recorded.app?.close(),
    closeDialogs() {
      const layer = document.querySelector("#app").shadowRoot.querySelector(".layer");
      for (let i = 0; layer && i < 5; i++) [...layer.querySelectorAll("button,[role=button]")].at(-1)?.click();
      for (const shade of layer?.querySelectorAll("[role=dialog]:not(.ui-modal)") ?? []) shade.click();
    },
  };
`;

/** Whether the page shows something: text, or an element with a size. */
const hasContent = `
  document.body.innerText.trim() !== "" ||
  [...document.body.querySelectorAll("*")]
    .some((one) => one.getBoundingClientRect().width > 0)
`;

/** Resolves when the frame's content has not changed for `stillMs`, or after `limitMs`. */
const waitUntilStill = ([stillMs, limitMs]) =>
  new Promise((done) => {
    let timer = setTimeout(done, stillMs);
    const observer = new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(done, stillMs);
    });
    observer.observe(document, { childList: true, characterData: true, subtree: true });
    setTimeout(done, limitMs);
  });

const tappable =
  "wx-button, wx-navigator, wx-switch, wx-checkbox, wx-radio, wx-picker, wx-input, wx-slider, wx-textarea, wx-icon, " +
  "[class*=cell], [class*=button], [class*=btn], [class*=item], [class*=tab], [class*=icon]";

const centers = `[...document.querySelectorAll(${JSON.stringify(tappable)})]
  .map((one) => one.getBoundingClientRect())
  .filter((r) => r.width > 4 && r.height > 4 && r.top >= 0 && r.bottom <= innerHeight && r.left >= 0 && r.right <= innerWidth + 1)
  .map((r) => [r.left + r.width / 2, r.top + r.height / 2])`;

/** The user's choice in a file dialog. */
const chosenFile = {
  name: "picture.png",
  mimeType: "image/png",
  buffer: Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  ),
};

/** Errors that an app also gets on WeChat if it does not handle them. */
const asOnWeChat = [
  /^unhandled rejection: navigateBack:fail cannot navigate back at first page/,
  /^unhandled rejection: \w+:fail (cancel|auth deny)/,
];

/** Milliseconds; a page that takes longer would delay all others. */
const maxVisitMs = 90_000;

/** Milliseconds to wait for one condition. Only a failure, or a very busy machine, takes that long. */
const timeoutMs = 30_000;

/** Milliseconds. */
const maxTapMs = 10_000;

function within(milliseconds, promise) {
  let timer;
  const late = new Promise((_done, fail) => {
    timer = setTimeout(() => fail(new Error("timed out")), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const frameInFront = '#app >> .page[data-state="shown"] iframe';

/**
 * @param browser from playwright-core
 * @param hostUrl a page with `#app`, and `host.js` next to it
 * @param options of `mountMiniApp`
 */
export function createVisitor(browser, hostUrl, options) {
  let window;

  async function open() {
    const context = await browser.newContext({
      viewport: { width: 375, height: 812 },
      hasTouch: true,
      isMobile: true,
      deviceScaleFactor: 1,
      locale: "zh-CN",
    });
    const page = await context.newPage();
    const recorded = { console: [], missing: [] };
    page.on("console", (line) => line.type() === "error" && recorded.console.push(line.text()));
    page.on("pageerror", (error) => recorded.console.push(String(error)));
    page.on("response", (answer) => answer.status() === 404 && recorded.missing.push(answer.url()));
    page.on("filechooser", (chooser) => void chooser.setFiles([chosenFile]).catch(() => undefined));
    page.on("dialog", (dialog) => void dialog.dismiss().catch(() => undefined));
    await page.goto(hostUrl);
    await page.evaluate(script);
    return { context, page, recorded };
  }

  return {
    /**
     * @param taps maximum number of taps
     * @param screenshot path of the file; no screenshot without it
     * @returns milliseconds until the page was stable, number of taps, and everything that was reported
     */
    async visit(path, { taps = 0, screenshot } = {}) {
      window ??= await open();
      const { page, recorded } = window;
      recorded.console.length = recorded.missing.length = 0;
      const result = { path, milliseconds: undefined, taps: 0, file: undefined, error: undefined };
      const visitPage = async () => {
        const started = Date.now();
        await page.evaluate(([given, to]) => globalThis.tour.go(given, to), [options, path]);
        await interactive(page);
        result.milliseconds = Date.now() - started;
        if (screenshot !== undefined) {
          await page.screenshot({ path: screenshot, type: "jpeg", quality: 70 });
          result.file = screenshot;
        }
        result.taps = await tapAround(page, taps);
        await page.evaluate("tour.leave()");
      };
      await within(maxVisitMs, visitPage()).catch((error) => {
        result.error = String(error);
      });
      const { problems, logs } = await within(
        5000,
        page.evaluate("({ problems: tour.recorded.problems, logs: tour.recorded.logs })"),
      ).catch(() => ({ problems: [], logs: [] }));
      Object.assign(result, judge(problems, recorded), { logs });
      if (result.error !== undefined) await this.close();
      return result;
    },
    async close() {
      const { context } = window ?? {};
      window = undefined;
      // If it does not close, it ends with the browser.
      if (context) await within(5000, context.close()).catch(() => undefined);
    },
  };
}

/** Separates our errors from those that the app would also get on WeChat. */
function judge(problems, { console, missing }) {
  const usual = (text) => asOnWeChat.some((one) => one.test(text));
  const rejections = problems.filter((text) => text.startsWith("unhandled rejection: "));
  // Firefox shows rejections of a Worker in the console, too, although the Worker has handled the event.
  const isKnown = (text) => rejections.some((one) => text === "uncaught exception: Object" || one.includes(text));
  return {
    problems: problems.filter((text) => !usual(text)),
    usual: problems.filter(usual),
    console: console.filter((text) => isOurs(text) && !isKnown(text)),
    missing: missing.map((url) => decodeURIComponent(new URL(url).pathname)),
  };
}

/** Excludes failed requests to servers that do not exist or are not allowed, and missing files of the app. */
function isOurs(text) {
  if (/^Loading the (image|media|font) 'https?:\/\/(?!127\.0\.0\.1)/.test(text)) return false;
  // Before a screenshot in Firefox, Playwright adds a style element `body {}`, which the frame's policy forbids.
  if (text.includes("sha256-YjaKGiklmzC6wjXA513HAMmzus8VE61XCOT+SmwNZWA=")) return false;
  // Firefox's messages about failed requests.
  if (/^(Cross-Origin Request Blocked: |downloadable font: |Firefox can’t establish a conn)/.test(text)) {
    return /\b(https?|wss?):\/\/127\.0\.0\.1/.test(text);
  }
  if (/^Content-Security-Policy: .* \((img|media|font)-src\) at https?:\/\/(?!127\.0\.0\.1)/.test(text)) return false;
  return !/ERR_(NAME_NOT_RESOLVED|INTERNET_DISCONNECTED|CONNECTION|PROXY|TIMED_OUT|CERT|ADDRESS|SSL|ABORTED|TUNNEL)|status of 404/.test(
    text,
  );
}

/** @throws Error if the page stays empty */
async function interactive(page) {
  await page.waitForFunction("tour.recorded.shown !== undefined", undefined, { timeout: timeoutMs });
  const frame = await currentFrame(page);
  await frame.evaluate(waitUntilStill, [80, 2000]);
  // Polls from here, because the frame's policy forbids the `eval` that playwright would need to wait inside it.
  const end = Date.now() + timeoutMs;
  while (!(await frame.evaluate(hasContent))) {
    if (Date.now() > end) throw new Error("the page stays blank");
    await page.waitForTimeout(100);
  }
}

async function currentFrame(page) {
  const element = await page.waitForSelector(frameInFront, { state: "attached", timeout: timeoutMs });
  const frame = await element.contentFrame();
  if (!frame) throw new Error("the page has no frame");
  return frame;
}

/** Taps visible elements, spread over the page. After a tap that navigates away, goes back. */
async function tapAround(page, maxTaps) {
  if (maxTaps === 0) return 0;
  const path = await page.evaluate("tour.recorded.shown");
  const points = await (await currentFrame(page)).evaluate(centers);
  const step = Math.max(1, Math.floor(points.length / maxTaps));
  let taps = 0;
  for (let i = 0; i < points.length && taps < maxTaps; i += step) {
    const box = await (await page.$(frameInFront))?.boundingBox();
    if (!box) break;
    const [x, y] = points[i];
    const tap = within(maxTapMs, tapAt(page, box.x + x, box.y + y));
    const isLost = await tap.then(
      () => false,
      () => true,
    );
    // Chromium waits forever if a frame disappears between the start and end of a touch; the next page gets a new
    // window.
    if (isLost) throw new Error("a tap timed out");
    taps++;
    await settled(page);
    await page.evaluate("tour.closeDialogs()");
    if (!(await returned(page, path))) break;
  }
  await settled(page);
  return taps;
}

/** Taps with a finger, or in Firefox, where Playwright's touchscreen does nothing, clicks with the mouse. */
function tapAt(page, x, y) {
  const isFirefox = page.context().browser()?.browserType().name() === "firefox";
  return isFirefox ? page.mouse.click(x, y) : page.touchscreen.tap(x, y);
}

async function settled(page) {
  const frame = await currentFrame(page).catch(() => undefined);
  // If the frame disappears meanwhile, there is nothing to wait for.
  await frame?.evaluate(waitUntilStill, [60, 500]).catch(() => undefined);
}

/** Goes back to the page; false if that is impossible, because the app has ended or stays on another page. */
async function returned(page, path) {
  if (await page.evaluate("tour.recorded.app === undefined")) return false;
  if ((await page.evaluate("tour.recorded.shown")) === path) return true;
  await interactive(page).catch(() => undefined);
  await page.evaluate("tour.closeDialogs(), tour.recorded.app?.back()");
  return page
    .waitForFunction((to) => globalThis.tour.recorded.shown === to, path, { timeout: 5000 })
    .then(() => true)
    .catch(() => false);
}
