/** Each mode does what WeChat's documentation of `styleIsolation` says; the names summarize it. */
import { expect, test } from "vitest";
import { isolationPlan } from "../../src/compiler/style/index.ts";

const own = { emitScoped: true, emitUnscoped: false, classScopes: ["own"], appSheet: true };

test.each([
  ["component", undefined, false, "inside and outside do not affect each other", own],
  ["component", "isolated", false, "inside and outside do not affect each other", own],
  ["component", "isolated", true, "a mode overrides addGlobalClass", own],
  ["component", undefined, true, "addGlobalClass means apply-shared", { ...own, classScopes: ["own", "global"] }],
  [
    "component",
    "apply-shared",
    false,
    "the page's styles affect the component, not the other way",
    { ...own, classScopes: ["own", "global"] },
  ],
  [
    "component",
    "shared",
    false,
    "both affect each other, and other components that are apply-shared or shared",
    { ...own, emitUnscoped: true, classScopes: ["own", "global"] },
  ],
  ["component", "page-shared", false, "modes of pages mean nothing to a component", own],
  ["component", "nonsense", false, "an unknown mode means the default", own],
  [
    "page",
    undefined,
    false,
    "a page is shared by default",
    { emitScoped: false, emitUnscoped: true, classScopes: ["global"], appSheet: true },
  ],
  [
    "page",
    "shared",
    false,
    "a page is shared by default",
    { emitScoped: false, emitUnscoped: true, classScopes: ["global"], appSheet: true },
  ],
  ["page", "isolated", false, "app.wxss loads, but classes do not meet", own],
  ["page", "apply-shared", false, "takes, does not give", { ...own, classScopes: ["own", "global"] }],
  [
    "page",
    "page-isolated",
    false,
    "app.wxss is off, and the page's sheet does not affect components",
    { ...own, appSheet: false },
  ],
  [
    "page",
    "page-apply-shared",
    false,
    "app.wxss is off, the page does not affect components, shared components affect the page",
    { ...own, classScopes: ["own", "global"], appSheet: false },
  ],
  [
    "page",
    "page-shared",
    false,
    "app.wxss is off, the page affects apply-shared and shared components, and shared ones affect it",
    { emitScoped: false, emitUnscoped: true, classScopes: ["global"], appSheet: false },
  ],
] as const)("%s %s (addGlobalClass %s): %s", (kind, mode, addGlobalClass, _, plan) => {
  expect(isolationPlan(kind, mode, addGlobalClass)).toEqual(plan);
});
