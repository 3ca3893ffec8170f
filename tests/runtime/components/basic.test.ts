/** Basic display components, in a real browser. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openStage } from "./stage.ts";
import type { Stage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await openStage({}, ".tall { height: 300px } .p-red { color: rgb(200, 0, 0) }");
});
afterEach(() => expect(stage.problems.splice(0)).toEqual([]));
afterAll(() => stage.close());

const box = (selector: string) =>
  stage.run<[number, number]>(
    `(r => [r.width, r.height])(document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect())`,
  );

describe("image", () => {
  test("is 320 by 240 by default and reports the image's size when it is loaded", async () => {
    await stage.show('<wx-image id="i" src="a.svg"></wx-image>');
    await expect.poll(() => stage.events()).toEqual([{ on: "#i", type: "load", detail: { width: 40, height: 20 } }]);
    expect(await box("#i")).toEqual([320, 240]);
    // The image is displayed now, at another size than its own.
    await stage.set("#i", "src", "b.svg");
    await expect.poll(() => stage.events()).toEqual([{ on: "#i", type: "load", detail: { width: 60, height: 30 } }]);
  });

  test("nothing is shown before it is loaded, so that a failing image never shows the browser's icon", async () => {
    let answer = (): void => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    await stage.page.route("**/slow.svg", async (route) => {
      await held;
      await route.fulfill({ status: 404 });
    });
    const picture = `document.querySelector("#i").shadowRoot.querySelector("img")`;
    const opacity = () => stage.run(`${picture}.src.slice(-8) + " " + getComputedStyle(${picture}).opacity`);
    await stage.show('<wx-image id="i" src="slow.svg"></wx-image>');
    await expect.poll(opacity).toBe("slow.svg 0");
    await stage.set("#i", "src", "a.svg");
    await expect.poll(opacity).toBe("ir/a.svg 1");
    // The old image stays until the new one is there.
    await stage.set("#i", "src", "slow.svg");
    await expect.poll(opacity).toBe("slow.svg 1");
    answer();
    await expect.poll(async () => (await stage.heard()).at(-1)?.type).toBe("error");
  });

  test("a mode can be a position, and the next mode drops it", async () => {
    await stage.show('<wx-image id="i" mode="top left" src="a.svg"></wx-image>');
    const look = () =>
      stage.run(`(({ objectFit, objectPosition }) => [objectFit, objectPosition])(
        getComputedStyle(document.querySelector("#i").shadowRoot.querySelector("img")))`);
    expect(await look()).toEqual(["none", "0% 0%"]);
    await stage.set("#i", "mode", "bottom");
    expect(await look()).toEqual(["none", "50% 100%"]);
    await stage.set("#i", "mode", "aspectFit");
    expect(await look()).toEqual(["contain", "50% 50%"]);
  });

  test("widthFix and heightFix override the author's size, other modes keep it", async () => {
    await stage.show('<wx-image id="i" class="tall" mode="widthFix" src="a.svg"></wx-image>');
    await expect.poll(() => box("#i")).toEqual([320, 160]);
    await stage.set("#i", "mode", "aspectFill");
    expect(await box("#i")).toEqual([320, 300]);
    await stage.set("#i", "mode", "heightFix");
    expect(await box("#i")).toEqual([600, 300]);
  });

  test("a missing image raises an error event and shows no broken-image icon", async () => {
    await stage.show('<wx-image id="i" src="none.png"></wx-image>');
    await expect.poll(() => stage.events()).toMatchObject([{ on: "#i", type: "error" }]);
    expect(await stage.run("document.querySelector('#i').shadowRoot.querySelector('img').hasAttribute('src')")).toBe(
      false,
    );
  });
});

describe("icon and progress", () => {
  test("an icon's size is in pixels or has a unit; it has a color", async () => {
    await stage.show(
      '<wx-icon id="a" type="success"></wx-icon><wx-icon id="b" type="warn" size="40rpx" color="red"></wx-icon>',
    );
    const sizes = await stage.run(
      `["a", "b"].map(id => { const svg = document.getElementById(id).shadowRoot.querySelector("svg"); const s = getComputedStyle(svg); return [s.width, s.color] })`,
    );
    expect(sizes).toEqual([
      ["23px", "rgb(9, 187, 7)"],
      ["20px", "rgb(255, 0, 0)"],
    ]);
  });

  test("an active progress bar grows and raises activeend", async () => {
    await stage.show('<wx-progress id="p" percent="20" active duration="5" show-info></wx-progress>');
    await expect.poll(() => stage.events()).toEqual([{ on: "#p", type: "activeend", detail: { curPercent: 20 } }]);
    expect(await stage.run("document.querySelector('#p').shadowRoot.getElementById('info').textContent")).toBe("20%");
  });
});

describe("navigator", () => {
  test("navigates on click and Enter, but not if an element inside catches the tap", async () => {
    await stage.run("frame.answers.navigate = () => ({ errMsg: 'navigateTo:ok' })");
    await stage.run("frame.acts.length = 0");
    await stage.show(
      '<wx-navigator id="n" url="../b?x=1" open-type="redirect"><wx-view id="in">go</wx-view><wx-view id="no" catchtap="x">stay</wx-view></wx-navigator>',
    );
    await stage.page.click("#no");
    await stage.page.click("#in");
    await stage.page.focus("#n");
    await stage.page.keyboard.press("Enter");
    const act = { on: "#n", name: "navigate", argument: { openType: "redirect", url: "../b?x=1", delta: 1 } };
    expect(await stage.run("frame.acts.splice(0)")).toEqual([act, act]);
    expect((await stage.events()).map(({ type }) => type)).toEqual(["success", "complete", "success", "complete"]);
  });

  test.each([
    ["", "navigateTo"],
    ["redirect", "redirectTo"],
    ["switchTab", "switchTab"],
  ])("the result of open-type='%s' is that of wx.%s", async (openType, api) => {
    await stage.run("frame.answers.navigate = ({ url }) => { if (url === 'no') throw new Error('page is not found') }");
    const type = openType === "" ? "" : `open-type="${openType}"`;
    await stage.show(`<wx-navigator id="n" url="no" ${type}>go</wx-navigator>`);
    const failure = { on: "#n", type: "fail", detail: { errMsg: `${api}:fail page is not found` } };
    await stage.page.click("#n");
    await expect.poll(() => stage.heard()).toEqual([failure, { on: "#n", type: "complete", detail: {} }]);
    await stage.events();
    await stage.set("#n", "url", "b");
    await stage.page.click("#n");
    await expect.poll(async () => (await stage.heard())[0]).toMatchObject({ detail: { errMsg: `${api}:ok` } });
  });

  test("opening another mini-program needs the host; an error raises fail", async () => {
    await stage.show('<wx-navigator id="n" target="miniProgram" app-id="wx1" path="p">go</wx-navigator>');
    await stage.page.click("#n");
    await expect
      .poll(() => stage.events())
      .toEqual([
        {
          on: "#n",
          type: "fail",
          detail: { errMsg: "navigateToMiniProgram:fail navigateToMiniProgram: nobody answers" },
        },
        { on: "#n", type: "complete", detail: {} },
      ]);
  });
});

describe("rich-text", () => {
  const html = () => stage.run<string>("document.querySelector('#r > div').innerHTML");

  test("renders safe markup from a text, and nothing else of it", async () => {
    await stage.show('<wx-rich-text id="r"></wx-rich-text>');
    await stage.set(
      "#r",
      "nodes",
      `<p class="red" style="font-size: 20rpx" onclick="alert(1)" id="x">a &amp; <b>b</b></p><script>alert(1)</script><iframe src="/x"></iframe><a href="javascript:alert(1)">l</a><img src="a.svg" width="10" onerror="alert(1)">`,
    );
    await expect
      .poll(html)
      .toBe(
        '<p class="p-red" style="font-size: calc(10px);">a &amp; <b>b</b></p><a>l</a><img width="10" src="/dir/a.svg">'.replace(
          "calc(10px)",
          "calc(var(--rpx)*20)",
        ),
      );
    expect(await stage.run("getComputedStyle(document.querySelector('#r p')).color")).toBe("rgb(200, 0, 0)");
  });

  test("renders lists of nodes, with entities and spaces", async () => {
    await stage.show('<wx-rich-text id="r" space="nbsp"></wx-rich-text>');
    await stage.set("#r", "nodes", [
      {
        name: "DIV",
        attrs: { class: "red", onclick: "x()" },
        children: [
          { type: "text", text: "a  &lt;b&gt;&hearts;" },
          { name: "script", children: [] },
        ],
      },
      { name: "unknown", children: [{ type: "text", text: "gone" }] },
      null,
    ]);
    expect(await html()).toBe('<div class="p-red">a&nbsp;&nbsp;&lt;b&gt;\u2665</div>');
  });
});

describe("text and view", () => {
  test("line breaks are kept, spaces collapse, text can be selectable", async () => {
    await stage.show('<wx-text id="a">one\n   two</wx-text><wx-text id="b" user-select>x</wx-text>');
    const [height, single] = [(await box("#a"))[1], (await box("#b"))[1]];
    expect(height).toBeGreaterThan(single * 1.5);
    expect(await stage.run("getComputedStyle(document.querySelector('#b')).webkitUserSelect")).toBe("text");
  });

  test("hover-stop-propagation keeps the hover class off the views around", async () => {
    await stage.show(
      '<wx-view id="o" hover-class="over" hover-start-time="0" hover-stay-time="0"><wx-view id="i" hover-class="in" hover-start-time="0" hover-stay-time="0" hover-stop-propagation>x</wx-view>y</wx-view>',
    );
    const classes = () => stage.run("['o', 'i'].map((id) => document.getElementById(id).className)");
    await stage.page.hover("#i");
    await stage.page.mouse.down();
    await expect.poll(classes).toEqual(["", "p-in"]);
    await stage.page.mouse.up();
    await expect.poll(classes).toEqual(["", ""]);
  });
});

describe("page settings, media queries, and components that only WeChat can provide", () => {
  test("page-meta and navigation-bar send settings to the host and style the page", async () => {
    for (const name of ["pageMeta", "navigationBar"]) await stage.run(`frame.answers.${name} = () => ({})`);
    await stage.show(
      `<wx-page-meta id="m" background-color="#ff0000" page-style="color: green" root-font-size="20px" scroll-top="100px" scroll-duration="0"><wx-navigation-bar title="T" loading></wx-navigation-bar></wx-page-meta><wx-view css="height: 3000px">x</wx-view>`,
    );
    await expect.poll(() => stage.run("scrollY")).toBe(100);
    expect(await stage.run("frame.acts.map(({ name, argument }) => [name, argument])")).toEqual([
      ["pageMeta", { backgroundColor: "#ff0000" }],
      ["navigationBar", { title: "T" }],
      ["navigationBar", { loading: true }],
    ]);
    expect(await stage.run("[document.body.style.color, document.documentElement.style.fontSize]")).toEqual([
      "green",
      "20px",
    ]);
    await stage.run("frame.layout()");
    expect(await stage.events()).toEqual([
      { on: "#m", type: "scrolldone", detail: {} },
      { on: "#m", type: "scroll", detail: { scrollTop: 100 } },
    ]);
    await stage.run("document.body.style.cssText = document.documentElement.style.fontSize = ''");
  });

  test("page-meta raises no scroll before the page scrolls", async () => {
    await stage.show(`<wx-page-meta id="m"></wx-page-meta><wx-view css="height: 3000px">x</wx-view>`);
    await stage.run("scrollTo(0, 0)");
    await stage.run("frame.layout()");
    expect(await stage.events()).toEqual([]);
    await stage.run("scrollTo(0, 7)");
    await stage.run("frame.layout()");
    expect(await stage.events()).toEqual([{ on: "#m", type: "scroll", detail: { scrollTop: 7 } }]);
    await stage.run("scrollTo(0, 0)");
  });

  test("match-media hides its content if the size does not match", async () => {
    await stage.show(
      '<wx-match-media max-width="500"><wx-view id="a">a</wx-view></wx-match-media><wx-match-media min-width="500"><wx-view id="b">b</wx-view></wx-match-media>',
    );
    expect([(await box("#a"))[1] > 0, (await box("#b"))[1] > 0]).toEqual([true, false]);
  });

  test("ads raise an error; open-data shows an anonymous user", async () => {
    await stage.show(
      '<wx-ad id="a" unit-id="x"></wx-ad><wx-open-data id="o" type="userNickName" lang="zh_CN"></wx-open-data>',
    );
    await expect.poll(() => stage.events()).toMatchObject([{ on: "#a", type: "error", detail: { errCode: 1004 } }]);
    expect(await stage.run("document.querySelector('#o').shadowRoot.getElementById('text').textContent")).toBe(
      "微信用户",
    );
  });
});
