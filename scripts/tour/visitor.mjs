/**
 * One window of a browser with an app in it: opens the app's pages one after the other, taps what can be tapped, and
 * says what went wrong. Shared by `npm run tour` and the test that visits a few pages of every app.
 */

/** What the host page answers to; `/host.js` and an element `#app` are there already. */
const script = `
  const heard = { problems: [], logs: [], shown: undefined, app: undefined };
  const hear = (app) => {
    app.on("page", ({ path }) => (heard.shown = path));
    app.on("problem", ({ during, message, stack }) => heard.problems.push(during + ": " + message + "\\n" + stack));
    app.on("log", ({ level, values }) => (level === "error" || level === "warn") && heard.logs.push(level + ": " + values.join(" ")));
    app.on("close", () => (heard.app = undefined));
    return app;
  };
  window.tour = {
    heard,
    async go(options, path) {
      Object.assign(heard, { problems: [], logs: [], shown: undefined });
      const { mountMiniApp } = await import("/host.js");
      heard.app = hear(await mountMiniApp(document.querySelector("#app"), {
        ...options, launch: { path }, theme: "light", animations: false, device: { statusBarHeight: 20, safeAreaBottom: 0 },
        hooks: { asks: true, open: { makePhoneCall: () => ({}) } },
      }));
    },
    /** What the app says while it ends is the page's own, too. */
    leave: () => heard.app?.close(),
    closeDialogs() {
      const layer = document.querySelector("#app").shadowRoot.querySelector(".layer");
      for (let i = 0; layer && i < 5; i++) [...layer.querySelectorAll("button,[role=button]")].at(-1)?.click();
      for (const shade of layer?.querySelectorAll("[role=dialog]:not(.ui-modal)") ?? []) shade.click();
    },
  };
`;

/** Something to be seen: text, or what shows itself without. */
const hasContent = `
  document.body.innerText.trim() !== "" ||
  [...document.body.querySelectorAll("*")]
    .some((one) => one.getBoundingClientRect().width > 0)
`;

/** Resolves when the frame's content has not changed for a while, or has had time enough. */
const quiet = ([still, limit]) =>
  new Promise((done) => {
    let timer = setTimeout(done, still);
    const observer = new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(done, still);
    });
    observer.observe(document, { childList: true, characterData: true, subtree: true });
    setTimeout(done, limit);
  });

const tappable =
  "wx-button, wx-navigator, wx-switch, wx-checkbox, wx-radio, wx-picker, wx-input, wx-slider, wx-textarea, wx-icon, " +
  "[class*=cell], [class*=button], [class*=btn], [class*=item], [class*=tab], [class*=icon]";

const middles = `[...document.querySelectorAll(${JSON.stringify(tappable)})]
  .map((one) => one.getBoundingClientRect())
  .filter((r) => r.width > 4 && r.height > 4 && r.top >= 0 && r.bottom <= innerHeight && r.left >= 0 && r.right <= innerWidth + 1)
  .map((r) => [r.left + r.width / 2, r.top + r.height / 2])`;

/** What a user picks who is asked for a file. */
const picture = {
  name: "picture.png",
  mimeType: "image/png",
  buffer: Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  ),
};

/** What an app that calls these without a handler gets on WeChat too. */
const asOnWeChat = [
  /^unhandled rejection: navigateBack:fail cannot navigate back at first page/,
  /^unhandled rejection: \w+:fail (cancel|auth deny)/,
];

/** Milliseconds; a page that takes longer holds up all the others. */
const longestVisit = 90_000;

/** Milliseconds for one thing to come: only what never comes takes so long, or a machine that has much else to do. */
const patience = 30_000;

/** Milliseconds. */
const longestTap = 10_000;

function within(milliseconds, promise) {
  let timer;
  const late = new Promise((_done, fail) => {
    timer = setTimeout(() => fail(new Error("it takes too long")), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const frameInFront = '#app >> .page[data-state="shown"] iframe';

/**
 * @param browser of playwright-core
 * @param hostUrl a page with `#app`, and `host.js` beside it
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
    const heard = { console: [], missing: [] };
    page.on("console", (line) => line.type() === "error" && heard.console.push(line.text()));
    page.on("pageerror", (error) => heard.console.push(String(error)));
    page.on("response", (answer) => answer.status() === 404 && heard.missing.push(answer.url()));
    page.on("filechooser", (chooser) => void chooser.setFiles([picture]).catch(() => undefined));
    page.on("dialog", (dialog) => void dialog.dismiss().catch(() => undefined));
    await page.goto(hostUrl);
    await page.evaluate(script);
    return { context, page, heard };
  }

  return {
    /**
     * @param taps how many at most
     * @param screenshot path of a file; none without
     * @returns milliseconds until it stood still, taps made, and everything that was heard
     */
    async visit(path, { taps = 0, screenshot } = {}) {
      window ??= await open();
      const { page, heard } = window;
      heard.console.length = heard.missing.length = 0;
      const result = { path, milliseconds: undefined, taps: 0, file: undefined, error: undefined };
      const look = async () => {
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
      await within(longestVisit, look()).catch((error) => {
        result.error = String(error);
      });
      const { problems, logs } = await within(
        5000,
        page.evaluate("({ problems: tour.heard.problems, logs: tour.heard.logs })"),
      ).catch(() => ({ problems: [], logs: [] }));
      Object.assign(result, judge(problems, heard), { logs });
      if (result.error !== undefined) await this.close();
      return result;
    },
    async close() {
      const { context } = window ?? {};
      window = undefined;
      // One that does not close goes with its browser.
      if (context) await within(5000, context.close()).catch(() => undefined);
    },
  };
}

/** What is ours to mend, apart from what the app would hear on WeChat as well. */
function judge(problems, { console, missing }) {
  const usual = (text) => asOnWeChat.some((one) => one.test(text));
  return {
    problems: problems.filter((text) => !usual(text)),
    usual: problems.filter(usual),
    console: console.filter(isOurs),
    missing: missing.map((url) => decodeURIComponent(new URL(url).pathname)),
  };
}

/** Neither what an app asks of servers that are not there or that are not allowed, nor files that it does not have. */
function isOurs(text) {
  if (/^Loading the (image|media|font) 'https?:\/\/(?!127\.0\.0\.1)/.test(text)) return false;
  return !/ERR_(NAME_NOT_RESOLVED|INTERNET_DISCONNECTED|CONNECTION|PROXY|TIMED_OUT|CERT|ADDRESS|SSL|ABORTED|TUNNEL)|status of 404/.test(
    text,
  );
}

/** @throws Error if nothing is to be seen */
async function interactive(page) {
  await page.waitForFunction("tour.heard.shown !== undefined", undefined, { timeout: patience });
  const frame = await currentFrame(page);
  await frame.evaluate(quiet, [80, 2000]);
  // Asked again and again from here: the frame's policy lets nobody compile what would wait inside.
  const end = Date.now() + patience;
  while (!(await frame.evaluate(hasContent))) {
    if (Date.now() > end) throw new Error("nothing is to be seen");
    await page.waitForTimeout(100);
  }
}

async function currentFrame(page) {
  const element = await page.waitForSelector(frameInFront, { state: "attached", timeout: patience });
  const frame = await element.contentFrame();
  if (!frame) throw new Error("the page has no frame");
  return frame;
}

/** Elements in sight, spread over the page. A tap that leads elsewhere is followed by the way back. */
async function tapAround(page, most) {
  if (most === 0) return 0;
  const path = await page.evaluate("tour.heard.shown");
  const places = await (await currentFrame(page)).evaluate(middles);
  const step = Math.max(1, Math.floor(places.length / most));
  let taps = 0;
  for (let i = 0; i < places.length && taps < most; i += step) {
    const box = await (await page.$(frameInFront))?.boundingBox();
    if (!box) break;
    const [x, y] = places[i];
    const tap = within(longestTap, page.touchscreen.tap(box.x + x, box.y + y));
    const isLost = await tap.then(
      () => false,
      () => true,
    );
    // Chromium waits for ever for a frame that goes between a touch's start and its end; the next page gets a new window.
    if (isLost) throw new Error("a tap never ended");
    taps++;
    await settled(page);
    await page.evaluate("tour.closeDialogs()");
    if (!(await returned(page, path))) break;
  }
  await settled(page);
  return taps;
}

async function settled(page) {
  const frame = await currentFrame(page).catch(() => undefined);
  // A frame that goes while it is watched is still enough.
  await frame?.evaluate(quiet, [60, 500]).catch(() => undefined);
}

/** The way back to where it was; false if there is none, because the app has ended or gone elsewhere for good. */
async function returned(page, path) {
  if (await page.evaluate("tour.heard.app === undefined")) return false;
  if ((await page.evaluate("tour.heard.shown")) === path) return true;
  await interactive(page).catch(() => undefined);
  await page.evaluate("tour.closeDialogs(), tour.heard.app?.back()");
  return page
    .waitForFunction((to) => globalThis.tour.heard.shown === to, path, { timeout: 5000 })
    .then(() => true)
    .catch(() => false);
}
