/** A build output with every kind of path that the format distinguishes; the fixture `golden` is its package. */
import type { Output } from "../../src/compiler/link/output.ts";
import type { PackageBuild } from "../../src/package/index.ts";
import { file } from "./sample.ts";

export const goldenBuild: PackageBuild = {
  compiler: "miniapp 0.1.0",
  target: "es2020",
  mode: "uat",
  dependencies: [{ name: "@scope/name", version: "1.0.0" }],
};

export function goldenOutput(): Output {
  const folder = "a-folder-with-a-rather-long-name";
  return {
    app: {
      appId: "com.example.golden",
      versionName: "1.0.0-beta.1 春",
      versionCode: 100,
      abi: "1.0",
      minPlatform: "3.2",
      permissions: ["scope.camera", "scope.userLocation"],
      domains: { request: ["https://api.example.com"], socket: [], webview: ["https://www.example.com"] },
    },
    subpackages: [
      {
        name: "main",
        root: "",
        independent: false,
        files: [
          file("app.js", "App({})\n".repeat(500)),
          file("empty.txt", ""),
          file(
            "images/春节.png",
            Uint8Array.from({ length: 700 }, (_, i) => (i * 7919) % 256),
          ),
          file(`${folder}/${folder}/${folder}/page.js`, "Page({})\n"),
          file(`${"n".repeat(120)}.js`, "long\n"),
          file("block.bin", new Uint8Array(512).fill(1)),
        ],
      },
      {
        name: "shop",
        root: "packages/shop",
        independent: true,
        files: [file("packages/shop/a.js", "1"), file("empty.txt", "")],
      },
    ],
    sourceMaps: [],
  };
}
