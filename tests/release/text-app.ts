/** A compiled app with one page that shows a text, for tests that check the screen. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Output } from "../../src/compiler/index.ts";
import { compileFolder } from "../runtime/host/site.ts";

export async function compileText(facts: { appId: string; versionCode: number; text: string }): Promise<Output> {
  const { text, ...identity } = facts;
  const folder = mkdtempSync(join(tmpdir(), "miniapp-text-"));
  const files = {
    "app.json": JSON.stringify({ pages: ["pages/home/home"] }),
    "app.js": "App({});\n",
    "miniapp.json": JSON.stringify({ ...identity, versionName: `1.${identity.versionCode}.0` }),
    "pages/home/home.js": "Page({});\n",
    "pages/home/home.wxml": `<view>${text}</view>\n`,
  };
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return await compileFolder(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
