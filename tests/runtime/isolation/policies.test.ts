/** The policies of an app's origin, for packages whose manifests try to change them. */
import { describe, expect, test } from "vitest";
import { allowsMedia, mediaUrl } from "../../../src/runtime/host/media-sources.ts";
import { answer } from "../../../src/runtime/host/serve.ts";
import type { ServedApp } from "../../../src/runtime/host/serve.ts";

const page = new TextEncoder().encode("<!doctype html>");

/** The directives of the policy of `page.html`, by name. */
function policyOf(app: Partial<ServedApp>): Record<string, string> {
  const site = {
    origin: "https://apps.example",
    hosts: ["https://bank.example"],
    runtime: new Map([["page.html", page]]),
    app: () => ({ files: new Map(), packages: [{ name: "main", root: "" }], ...app }),
  };
  const { status, headers } = answer(site, "GET", "/a/one/page.html");
  expect(status).toBe(200);
  const directives = (headers["Content-Security-Policy"] as string).split(/;\s*/).map((text) => {
    const [name = "", ...sources] = text.split(" ");
    return [name, sources.join(" ")] as const;
  });
  // Browsers ignore a directive that comes a second time.
  expect(new Set(directives.map(([name]) => name)).size).toBe(directives.length);
  return Object.fromEntries(directives);
}

describe("addresses of web-view in a package's manifest", () => {
  test("origins are allowed", () => {
    const webViews = ["https://a.example", "https://b.example:8443/", "http://[::1]:81", "https://*.c.example"];
    expect(policyOf({ webViews })["frame-src"]).toBe(
      "https://a.example https://b.example:8443 http://[::1]:81 https://*.c.example",
    );
    expect(policyOf({ webViews: ["https://b\u00fccher.example"] })["frame-src"]).toBe("https://xn--bcher-kva.example");
  });

  test.each([
    "https://a.example; connect-src *",
    "https://a.example;report-uri https://b.example",
    "https://a.example https:",
    "https://a.example, script-src *",
    "https://a.example\u00a0https:",
    "https://a.example'none'",
    "*",
    "https:",
    "data:",
    "javascript:",
    "'self'",
    "",
  ])("%j is not", (address) => {
    const policy = policyOf({ webViews: ["https://good.example", address] });
    expect(policy).toEqual(policyOf({ webViews: ["https://good.example"] }));
    expect(policy["frame-src"]).toBe("https://good.example");
    expect(policyOf({ webViews: [address] })["frame-src"]).toBe("'none'");
  });
});

describe("roots of packages in a package's app.json", () => {
  test.each(["a; connect-src *", "a' 'unsafe-inline'", "a, script-src *", "../other", "a?b", "a\\b", "%2e%2e"])(
    "%j adds no directive and no source",
    (root) => {
      const site = {
        origin: "https://apps.example",
        hosts: [],
        runtime: new Map([["worker.js", page]]),
        app: () => ({ files: new Map(), packages: [{ name: "main", root }] }),
      };
      const policy = answer(site, "GET", "/a/one/worker.js").headers["Content-Security-Policy"] as string;
      const [, sources] = /; script-src ([^;,]*)$/.exec(policy) as RegExpExecArray;
      const [chunk, ...parts] = (sources as string).split(" ");
      expect(chunk).toMatch(/^https:\/\/apps\.example\/a\/one\/p\/[^\s;,?]+\/_miniapp\/logic\.js$/);
      for (const part of parts) expect(part).toMatch(/^https:\/\/apps\.example\/a\/one\/c\/worker-\w+\.js$/);
    },
  );
});

/** As in Content-Security-Policy: https://www.w3.org/TR/CSP3/#match-url-to-source-list */
describe("media that the host page loads itself", () => {
  const https = "https://cdn.example/a/b.png";
  test.each<[source: string, url: string, expected: boolean]>([
    ["https:", https, true],
    ["https:", "http://cdn.example/", false],
    ["http:", https, true],
    ["https:", "javascript:alert(1)", false],
    ["*", https, true],
    ["*", "data:image/png,", false],
    ["https://cdn.example", https, true],
    ["https://cdn.example", "https://cdn.example.evil.example/", false],
    ["https://cdn.example", "https://cdn.example@evil.example/", false],
    ["https://cdn.example", "https://cdn.example:8443/", false],
    ["https://cdn.example:*", "https://cdn.example:8443/", true],
    ["https://cdn.example:8443", "https://cdn.example:8443/", true],
    ["https://CDN.example", https, true],
    ["http://cdn.example", https, true],
    ["https://cdn.example", "http://cdn.example/", false],
    ["cdn.example", https, true],
    ["https://*.example", https, true],
    ["https://*.example", "https://example/", false],
    ["https://*.cdn.example", https, false],
    ["https://cdn.example/a/", https, true],
    ["https://cdn.example/a", https, false],
    ["https://cdn.example/a/b.png", https, true],
    ["https://cdn.example/a/b.png", "https://cdn.example/a/b.png?c", true],
    ["https://cdn.example/c/", https, false],
    ["'none'", https, false],
    ["https:", "not a url", false],
    ["http://127.0.0.1:8080", "http://127.0.0.1:8080/x", true],
  ])("%s: %s %s", (source, url, expected) => {
    expect(allowsMedia([source], url)).toBe(expected);
  });

  test("a page loaded over https: loads everything over https:", () => {
    const http = "http://cdn.example/a.png";
    expect(mediaUrl(["https:"], http, "https:")).toBe("https://cdn.example/a.png");
    expect(mediaUrl(["https:"], http, "http:")).toBeUndefined();
    expect(mediaUrl(["https://other.example"], http, "https:")).toBeUndefined();
  });

  test("no source allows nothing, and several are alternatives", () => {
    expect(allowsMedia([], https)).toBe(false);
    expect(allowsMedia(["https://other.example", "https://cdn.example"], https)).toBe(true);
  });
});
