import { describe, expect, test } from "vitest";
import { findAssetReferences, isAssetPath, mediaTypeOf, mediaTypes } from "../../src/compiler/asset/index.ts";

describe("files that scripts mention", () => {
  test.each<[string, string[]]>([
    [`x={icon:"/images/a.png",b:'./b.JPG',c:\`../c.webp\`}`, ["/images/a.png", "./b.JPG", "../c.webp"]],
    [`f("a.mp3?v=1","b.svg#icon")`, ["a.mp3", "b.svg"]],
    [`load("models/车 1.glb"),load("x.wasm","y.json","z.ttf")`, ["models/车 1.glb", "x.wasm", "y.json", "z.ttf"]],
    [`a("i.png");b("i.png")`, ["i.png"]],
    [`a("https://x.com/a.png","//x.com/b.png","data:image/png,c.png")`, []],
    [`a.png;b["png"];".png".length;x(".js","a.wxml","a.unknown")`, []],
    [`html="<img src='a.png'>"`, ["a.png"]],
    ["`${a}/b.png`", []],
    [`s="a:url(/i/a.png);b:url('../i/b.png?v=1') 0";t='url(\\'c.webp\\')'`, ["../i/b.png", "/i/a.png", "c.webp"]],
    [`"url(https://x.com/a.png) url(data:image/png;base64,a.png) url(//x.com/a.png) url("+a+")"`, []],
    [`a="{"+b.png+"}"`, []],
  ])("%s", (code, files) => {
    expect(findAssetReferences(code).files).toEqual(files);
  });

  test.each<[string, string[]]>([
    ["`/images/${type}.png`", ["/images/"]],
    [`"/images/icon-"+n+".png"`, ["/images/icon-"]],
    [`"../img/".concat(n,".png")`, ["../img/"]],
    [`'img/'+n`, ["img/"]],
    [`"https://x.com/a/"+n`, []],
    [`"/"+n+"./"+m+"../"+o+"a"+p`, []],
    [`{base:"/images/"}`, ["/images/"]],
    [`a="../../images/icons/";b='./img/';c="./";d="../../";e="https://x.com/a/"`, ["../../images/icons/", "./img/"]],
    [`"../../images/"+n+"../../图/图标"+m`, ["../../images/", "../../图/图标"]],
    [`"background:url(/images/a"+n+".png)"`, ["/images/a"]],
    ["`${a}/b`", []],
  ])("path prefixes: %s", (code, prefixes) => {
    expect(findAssetReferences(code).prefixes).toEqual(prefixes);
  });

  test("no input makes the search slow", () => {
    const started = process.cpuUsage();
    for (const piece of ['"a', "a/", '"./a/', ".png", "'`\"", "a.b.c/"]) findAssetReferences(piece.repeat(100_000));
    expect(process.cpuUsage(started).user).toBeLessThan(10e6);
  });
});

test("asset types", () => {
  expect(
    ["a.png", "A.PNG", "a/b.webp", "f.ttf", "s.mp3", "d.json", "m.wasm", "v.svg", "m.obj", "m.mtl"].every(isAssetPath),
  ).toBe(true);
  expect(
    ["a.js", "a.ts", "a.wxml", "a.wxss", "a.wxs", "png", ".png", "a", "a.constructor", "a.less"].some(isAssetPath),
  ).toBe(false);
  expect([mediaTypeOf("a.SVG"), mediaTypeOf("a.xyz"), mediaTypeOf("a.toString")]).toEqual([
    "image/svg+xml",
    "application/octet-stream",
    "application/octet-stream",
  ]);
  for (const [extension, type] of Object.entries(mediaTypes)) {
    expect(extension).toMatch(/^\.[a-z0-9]+$/);
    expect(type).toMatch(/^[a-z]+\/[a-z0-9.+-]+$/);
  }
});
