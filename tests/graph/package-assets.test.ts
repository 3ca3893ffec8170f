/** Pictures of installed packages: where they are looked for, and what is reported if they are missing. */
import { expect, test } from "vitest";
import { createCompiler } from "../../src/compiler/index.ts";
import { compileFiles } from "./compile-files.ts";
import { options, Project, shown } from "./edited-project.ts";

const app = {
  "app.json": '{ "pages": ["a"], "usingComponents": { "x-load": "lib/load" } }',
  "app.js": "App({});",
  "a.js": "Page({});",
  "a.wxml": "<x-load/>",
  "node_modules/lib/package.json": '{ "version": "1.0.0", "miniprogram": "dist" }',
  "node_modules/lib/dist/load.json": '{ "component": true }',
  "node_modules/lib/dist/load.js": "Component({});",
  "node_modules/lib/dist/load.wxml": '<image src="/icons/load.png"/>',
};
const icon = { "node_modules/lib/dist/icons/load.png": "of the package" };

const text = (compiled: Awaited<ReturnType<typeof compileFiles>>) => {
  const file = compiled.output?.subpackages[0]?.files.find(({ path }) => path === "icons/load.png");
  return new TextDecoder().decode(file?.content);
};

test("an absolute path also means a file of the package, but the app's own file wins", async () => {
  const packed = await compileFiles({ ...app, ...icon });
  expect(packed.told).toEqual([]);
  expect(text(packed)).toBe("of the package");
  expect(text(await compileFiles({ ...app, ...icon, "icons/load.png": "of the app" }))).toBe("of the app");
});

test("the app's own files and other packages do not find it", async () => {
  const { told } = await compileFiles({ ...app, ...icon, "a.wxml": '<x-load/><image src="/icons/load.png"/>' });
  expect(told).toEqual(['error graph/missing-asset a.wxml:1:22 Cannot find the file "/icons/load.png".']);
});

test.each(["/icons/load.png", "icons/load.png", "/../lib/icons/load.png", "/../../secret.png"])(
  "a picture that is missing in a package is only a warning: %s",
  async (path) => {
    const files = {
      ...app,
      "node_modules/lib/dist/load.wxml": `<image src="${path}"/>`,
      "node_modules/secret.png": "",
    };
    const { told, packed } = await compileFiles(files);
    expect(told.filter((line) => line.startsWith("error"))).toEqual([]);
    expect(packed).toEqual([]);
  },
);

test("rebuilds after the reference, the package's file and the app's file come and go", async () => {
  const project = new Project({ ...app, ...icon });
  const compiler = createCompiler(project.host, options);
  const check = async (isStructure: boolean, change: (files: Map<string, string>) => unknown) => {
    change(project.files);
    if (isStructure) compiler.forgetStructure();
    expect(shown(await compiler.build())).toEqual(shown(await createCompiler(project.host, options).build()));
  };
  const template = "node_modules/lib/dist/load.wxml";
  await check(false, () => {});
  await check(false, (files) => files.set("a.wxml", '<view/><x-load/><image src="/icons/load.png"/>'));
  await check(false, (files) => files.set(template, "<view/>"));
  await check(false, (files) => files.set(template, app[template]));
  await check(true, (files) => files.set("icons/load.png", "of the app"));
  await check(true, (files) => files.delete("icons/load.png"));
  await check(true, (files) => files.delete("node_modules/lib/dist/icons/load.png"));
});
