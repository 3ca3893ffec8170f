/** A server that is restarted on the same ports: open browsers reconnect by themselves. */
import { expect, test } from "vitest";
import { makeProject, show, startPreviewProcess } from "./preview-process.ts";

const files = (path: string): Record<string, string> => ({
  "app.json": JSON.stringify(
    path.startsWith("pages/")
      ? { pages: ["pages/home/home", path] }
      : { pages: ["pages/home/home"], subpackages: [{ root: "extra", pages: ["more/more"] }] },
  ),
  "pages/home/home.js": `Page({
  data: { count: 0 },
  add() { this.setData({ count: this.data.count + 1 }); },
  more() { wx.navigateTo({ url: "/${path}?id=7" }); },
});
`,
  "pages/home/home.wxml":
    '<view id="add" bindtap="add">first {{count}}</view><view id="more" bindtap="more">more</view><view style="height: 2000px"></view>\n',
  [`${path}.js`]: "Page({ data: { id: '' }, onLoad({ id }) { this.setData({ id }); } });\n",
  [`${path}.wxml`]: '<view style="height: 2000px">more {{id}}</view>\n',
});

test.each([
  "pages/more/more",
  // In a subpackage, which the first build leaves out.
  "extra/more/more",
])(
  "with %s, a reconnected app restores stack, data and scroll, and shows saves from before and after",
  async (path) => {
    const project = makeProject(files(path));
    const first = await startPreviewProcess(project.folder, ["--port", "5380"]);
    const shown = await show(first.url);
    try {
      const home = await shown.frame("pages/home/home");
      for (const times of [1, 2]) {
        await home.locator("#add").dispatchEvent("click");
        await expect.poll(() => home.evaluate("document.body.innerText")).toContain(`first ${times}`);
      }
      await home.evaluate("scrollTo(0, 300)");
      await home.locator("#more").dispatchEvent("click");
      const more = await shown.frame(path);
      await expect.poll(() => more.evaluate("document.body.innerText.trim()")).toBe("more 7");
      await more.evaluate("scrollTo(0, 200); window.isOld = true");

      expect(await first.stop()).toBe(0);
      await expect.poll(() => shown.page.textContent(".toolbar")).toContain("reconnecting");
      // The running app works without the server.
      expect(await more.evaluate("document.body.innerText.trim()")).toBe("more 7");
      project.edit("pages/home/home.wxml", "first", "second");
      const second = await startPreviewProcess(project.folder, ["--port", new URL(first.url).port, "--strict-port"]);
      try {
        expect(second.url).toBe(first.url);
        const inside = "'isOld' in window ? 'old' : [scrollY, document.body.innerText.trim()]";
        // Frames may be removed during the query.
        const shows = async (of: string): Promise<unknown> => {
          const frame = await shown.frame(of).catch(() => undefined);
          return frame?.evaluate(inside).catch(() => "gone");
        };
        await expect.poll(() => shows(path)).toEqual([200, "more 7"]);
        await shown.page.click(".toolbar [aria-label='Back']");
        await expect.poll(() => shows("pages/home/home")).toEqual([300, "second 2\nmore"]);
        project.edit("pages/home/home.wxml", "second", "third");
        await expect.poll(() => shows("pages/home/home")).toEqual([300, "third 2\nmore"]);
        expect(shown.errors).toEqual([]);
      } finally {
        expect(await second.stop()).toBe(0);
      }
    } finally {
      await shown.close();
      project.dispose();
    }
  },
);
