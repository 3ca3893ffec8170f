/**
 * `npm run test:browsers`: runs the runtime's browser tests in Firefox and WebKit (Debian's packages; installs them if
 * they are missing and installation is possible). A browser that is missing is named and counts as passed. Arguments are
 * filters of vitest, `npm run test:browsers -- tests/runtime/isolation`.
 */
import { installPackages, missingPrograms, whyNoPackages } from "./debian.mjs";
import { installDependencies } from "./install.mjs";
import { runTests } from "./run-tests.mjs";

const browsers = [
  { name: "firefox", programs: ["firefox-esr"], packages: ["firefox-esr"] },
  { name: "webkit", programs: ["WebKitWebDriver", "Xvfb"], packages: ["webkit2gtk-driver", "xvfb"] },
];

/** Files of tests that open a browser. */
const files = [
  "tests/runtime/isolation",
  "tests/runtime/host",
  "tests/runtime/components",
  "tests/runtime/view",
  "tests/runtime/frame/browser.test.ts",
];

/** Tests that cannot run in a browser, by the words of their names, and why. */
const impossible = [
  {
    browsers: ["firefox", "webkit"],
    reason: "reads the accessibility tree, writes with an input method or counts nodes through Chromium's protocol",
    tests: [
      "adding and removing rows 200 times leaks no nodes",
      "opening and closing a page 200 times leaks no frame",
      "an input method reports its text when it is chosen",
      "controls have roles, states and names that authors can change",
      "a field has the author's name and state, else its placeholder",
      "the label around a control names it",
      "screen readers hear",
    ],
  },
  {
    browsers: ["firefox"],
    reason: "scrolls with a finger; WebDriver's touches do not scroll in Firefox",
    tests: [
      "a finger turns it",
      "scrolling with a finger on a slider",
      "scrolls by wheel and finger",
      "enhanced: dragging raises its own events",
      "paging-enabled: after a drag the content rests at a page",
      "pulling down starts a refresh",
      "a swiper in a scroll-view",
      "catchtouchmove prevents scrolling",
    ],
  },
  {
    browsers: ["firefox", "webkit"],
    reason: "plays or records sound or video, for which a virtual machine lacks the device or the encoder",
    tests: [
      "a camera takes photos and records video",
      "Web Audio: an analyser measures the tone",
      "Web Audio: an audio file is decoded",
      "a video decoder returns single frames, and tracks",
    ],
  },
  {
    browsers: ["webkit"],
    reason: "needs a finger; WebKitWebDriver has no touch screen",
    tests: [
      "groups report their values; a label presses the first control inside it",
      "a finger ",
      "a tap of a finger",
      "scrolling with a finger on a slider",
      "dragging moves the region",
      "two fingers",
      "scrolls by wheel and finger",
      "enhanced: dragging raises its own events",
      "paging-enabled: after a drag the content rests at a page",
      "pulling down starts a refresh",
      "transition counts from the item where the movement began",
      "autoplay waits while a finger rests on it",
      "circular wraps around in both directions",
      "follows the finger within its area",
      "inertia: continues after the finger is lifted",
      "a swiper in a scroll-view",
      "a touch is one tap",
      "catchtouchmove prevents scrolling",
    ],
  },
  {
    browsers: ["webkit"],
    reason: "types into a frame, which WebKitWebDriver's keys do not reach",
    tests: [
      "no letter is lost or moved",
      "an app that changes what is typed gets every letter",
      "the focus stays in the field that the user went to last",
      "user input is sent to the Worker",
    ],
  },
  {
    browsers: ["webkit"],
    reason: "replaces answers of the network, which WebDriver cannot",
    tests: [
      "nothing is shown before it is loaded",
      "cover-image is hidden until it is loaded",
      "displays pages that the host allows",
    ],
  },
  {
    browsers: ["webkit"],
    reason: "changes every frame before its scripts run, which WebDriver cannot",
    tests: [
      "an app runs without every feature that is newer than the minimum",
      "flies from its position on one page to its position on the other",
    ],
  },
  {
    browsers: ["webkit"],
    reason: "needs an active window, a phone's viewport, a part of a screenshot, or a browser that keeps its caches",
    tests: [
      "a canvas of type 2d is transferred to the Worker",
      "keyboard: the first column has the focus, visibly",
      "opened without a key, it shows no focus ring",
      "opens, shows something and takes taps",
      "an app starts offline if the browser may keep what installs it",
      "the Worker's script for later pages is loaded in advance",
    ],
  },
];

const filters = process.argv.slice(2);
installDependencies();
const results = [];
for (const { name, programs, packages } of browsers) {
  const reason = whyMissing(programs, packages);
  if (reason !== undefined) {
    console.log(`NOT RUN: the tests in ${name}: ${reason}.`);
    continue;
  }
  console.log(`\nTests of the runtime in ${name}`);
  const left = impossible.filter((one) => one.browsers.includes(name));
  for (const { reason: why, tests } of left)
    console.log(`NOT RUN: ${tests.map((one) => `"${one}"`).join(", ")}: ${why}.`);
  const env = { ...process.env, MINIAPP_BROWSER: name };
  const others = `^(?!.*(?:${left.flatMap(({ tests }) => tests.map(escape)).join("|")}))`;
  const chosen = filters.length > 0 ? filters : files;
  results.push({ name, ...(await runTests([...chosen, "-t", others], { env })) });
}
for (const { name, passed, failed } of results) console.log(`${name}: ${passed} passed, ${failed} failed`);
process.exit(results.every(({ failed }) => failed === 0) ? 0 : 1);

/** Installs what is missing. @returns {string | undefined} why a browser cannot run */
function whyMissing(programs, packages) {
  if (missingPrograms(programs).length === 0) return undefined;
  const reason = whyNoPackages();
  if (reason !== undefined) return `${packages.join(" and ")} missing, and ${reason}`;
  return installPackages(...packages) ? undefined : `${packages.join(" and ")} could not be installed`;
}

/** A regular expression for exactly this text. */
function escape(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
