/** Which tsconfig.json applies, and what it inherits. */
import { describe, expect, test } from "vitest";
import { compileFiles } from "./compile-files.ts";

const app = (root: string, script: string): Record<string, string> => ({
  [`${root}app.json`]: '{ "pages": ["a"] }',
  [`${root}app.js`]: "App({});",
  [`${root}a.ts`]: script,
  [`${root}a.wxml`]: "<view/>",
  [`${root}lib/b.ts`]: "export const b = 1;",
});

const usesAlias = 'import { b } from "@lib/b"; Page({ data: { b } });';
const json = (value: unknown): string => JSON.stringify(value);

describe("paths", () => {
  test("come from the nearest tsconfig.json, from the app's folder up to the project's root", async () => {
    const { told } = await compileFiles({
      "project.config.json": json({ miniprogramRoot: "packages/shop/miniprogram" }),
      ...app("packages/shop/miniprogram/", usesAlias),
      "packages/shop/tsconfig.json": json({ compilerOptions: { paths: { "@lib/*": ["./miniprogram/lib/*"] } } }),
      "tsconfig.json": json({ compilerOptions: { paths: { "@lib/*": ["./nowhere/*"] } } }),
    });
    expect(told).toEqual([]);
  });

  test("of extended files are relative to their own folder; the extending file wins", async () => {
    const { told } = await compileFiles({
      ...app("", usesAlias),
      "tsconfig.json": json({ extends: ["./config/first", "./config/second.json"], compilerOptions: {} }),
      "config/first.json": json({ compilerOptions: { paths: { "@lib/*": ["./nowhere/*"] } } }),
      "config/second.json": `{ /* a comment */ "extends": "./first.json", "compilerOptions": { "baseUrl": "..", "paths": { "@lib/*": ["lib/*"] }, }, }`,
    });
    expect(told).toEqual([]);
  });

  test("are inherited from an npm package, relative to the folder of the project's own file", async () => {
    const { told } = await compileFiles({
      ...app("", usesAlias),
      "tsconfig.json": json({ extends: "@acme/base" }),
      "node_modules/@acme/base/package.json": json({ name: "@acme/base" }),
      "node_modules/@acme/base/tsconfig.json": json({
        compilerOptions: { paths: { "@lib/*": ["${configDir}/lib/*"] } },
      }),
    });
    expect(told).toEqual([]);
  });
});

test("files that extend each other do not loop", async () => {
  const { told } = await compileFiles({
    ...app("", usesAlias),
    "tsconfig.json": json({ extends: "./other.json", compilerOptions: { paths: { "@lib/*": ["./lib/*"] } } }),
    "other.json": json({ extends: ["./tsconfig.json", "./other.json"] }),
  });
  expect(told).toEqual([]);
});

test("inherited options change what a script means", async () => {
  const script = "class A { x: any; } Page({ data: { own: Object.keys(new A()) } });";
  const files = { ...app("", script), "tsconfig.json": json({ extends: "./base.json" }) };
  const code = async (useDefineForClassFields: boolean) => {
    const base = json({ compilerOptions: { useDefineForClassFields } });
    const { output } = await compileFiles({ ...files, "base.json": base });
    const logic = output?.subpackages[0]?.files.find(({ path }) => path === "_miniapp/logic.js");
    return new TextDecoder().decode(logic?.content);
  };
  expect(await code(true)).not.toBe(await code(false));
});

test("a file above the project and a missing file are not read; both cause a warning", async () => {
  const { diagnostics, output } = await compileFiles({
    ...app("", "Page({});"),
    "tsconfig.json": json({
      extends: ["../../tsconfig.base.json", "/etc/tsconfig.json", "./gone.json", "@tsconfig/gone"],
    }),
  });
  expect(output).toBeDefined();
  const said = (name: string, why: string) => [
    "warning",
    "graph/tsconfig-extends",
    `"${name}", which tsconfig.json extends, ${why}, so its options do not apply.`,
  ];
  expect(diagnostics.map(({ severity, code, message }) => [severity, code, message])).toEqual([
    said("../../tsconfig.base.json", "is outside the project"),
    said("./gone.json", "cannot be found"),
    said("/etc/tsconfig.json", "is outside the project"),
    said("@tsconfig/gone", "cannot be found"),
  ]);
});
