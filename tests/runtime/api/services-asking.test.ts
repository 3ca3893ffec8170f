/** The host's services that ask the user or show something, in a real browser. */
import { describe, expect, test } from "vitest";
import { useBench } from "./services-bench.ts";

const bench = useBench();
const { act, call, open } = bench;

describe("dialogs", () => {
  const modal = {
    title: "<b>Title</b>",
    content: "<img src=x onerror=alert(1)>",
    showCancel: true,
    cancelText: "No",
    cancelColor: "red",
    confirmText: "Yes",
    confirmColor: "#576B95",
    editable: false,
    placeholderText: "",
  };

  test("a toast displays its title as text, disappears by itself, and is replaced by the next", async () => {
    await open();
    const toast = { title: "<b>x</b>", icon: "success", image: "", duration: 5000, mask: false, loading: false };
    await call("ui.toast", toast);
    expect(await bench.page.locator(".ui-toast").innerText()).toBe("<b>x</b>");
    await call("ui.toast", { ...toast, icon: "none", title: "second", duration: 120 });
    expect(await bench.page.locator(".ui-toast").count()).toBe(1);
    expect(await bench.page.locator(".ui-icon").count()).toBe(0);
    await bench.page.locator(".ui-toast").waitFor({ state: "detached" });
    await call("ui.toast", { ...toast, icon: "loading", loading: true, mask: true, duration: 0 });
    expect(await act("styleOf", [".ui-toast", "borderRadius"])).toBe("12px");
    await call("ui.hideToast", { loading: true });
    expect(await bench.page.locator(".ui-toast").count()).toBe(0);
  });

  test("modals are shown one after the other, return the tapped button, and are dark in dark mode", async () => {
    await open({ theme: "dark" });
    const first = call("ui.modal", modal);
    const second = call("ui.modal", { ...modal, title: "", editable: true, content: "old", showCancel: false });
    await bench.page.getByText("<b>Title</b>").waitFor();
    expect(await bench.page.locator("img").count()).toBe(0);
    expect(await act("styleOf", [".ui-modal", "backgroundColor"])).toBe("rgb(44, 44, 44)");
    await bench.page.getByText("No", { exact: true }).click();
    expect(await first).toMatchObject({ ok: { confirm: false, cancel: true } });
    await bench.page.locator("textarea").fill("new");
    await bench.page.getByText("Yes", { exact: true }).click();
    expect(await second).toMatchObject({ ok: { confirm: true, cancel: false, content: "new" } });
    expect(await bench.page.locator(".ui-modal").count()).toBe(0);
  });

  test("an action sheet returns the tapped row, and fails with cancel for a tap outside", async () => {
    await open();
    const sheet = { itemList: ["one", "two"], itemColor: "#000000", alertText: "which?" };
    const chosen = call("ui.actionSheet", sheet);
    await bench.page.getByText("two").click();
    expect(await chosen).toMatchObject({ ok: { tapIndex: 1 } });
    const cancelled = call("ui.actionSheet", sheet);
    await bench.page.locator(".ui-sheet-shade").click({ position: { x: 5, y: 5 } });
    expect(await cancelled).toMatchObject({ failed: "cancel" });
  });

  test("dialogs look the same after another mount replaced the element's stylesheets", async () => {
    await open();
    const width = async (): Promise<number> => {
      const asked = call("ui.modal", modal);
      const box = await bench.page.locator(".ui-modal").boundingBox();
      await bench.page.getByText("No", { exact: true }).click();
      await asked;
      return box?.width ?? 0;
    };
    const before = await width();
    await bench.page.evaluate("layer.getRootNode().adoptedStyleSheets = []");
    expect(await width()).toBe(before);
  });

  test("a dialog that is open when the run ends is removed, and its call fails", async () => {
    await open();
    const asked = call("ui.modal", modal);
    await bench.page.locator(".ui-modal").waitFor();
    await act("close");
    expect(await asked).toMatchObject({ failed: "interrupted" });
    expect(await bench.page.locator(".ui-modal").count()).toBe(0);
  });
});

describe("stand-ins", () => {
  test("succeed or fail as with a user", async () => {
    await open();
    expect(await call("open.call", { api: "login", options: {} })).toMatchObject({
      ok: { code: expect.stringMatching(/^stand-in-/) },
    });
    expect(await call("open.call", { api: "requestSubscribeMessage", options: { tmplIds: ["t"] } })).toMatchObject({
      ok: { t: "accept" },
    });
    expect(await call("open.call", { api: "requestPayment", options: {} })).toMatchObject({ failed: "cancel" });
    for (const api of ["nothing", "toString", "__proto__"]) {
      expect(await call("open.call", { api, options: {} })).toMatchObject({ failed: "not supported in this host" });
    }
  });

  test("a phone call needs the user's confirmation", async () => {
    await open();
    const options = { phoneNumber: "10086#" };
    const refused = call("open.call", { api: "makePhoneCall", options });
    await bench.page.getByText("Cancel", { exact: true }).click();
    expect(await refused).toMatchObject({ failed: "cancel" });
    await bench.page.evaluate("void (HTMLAnchorElement.prototype.click = function () { window.dialled = this.href; })");
    const made = call("open.call", { api: "makePhoneCall", options });
    await bench.page.getByText("Call", { exact: true }).click();
    expect(await made).toMatchObject({ ok: {} });
    expect(await bench.page.evaluate("dialled")).toBe("tel:10086%23");
  });

  test("a preview asks the developer, with a likely answer that can be edited", async () => {
    await open({ hooks: { asks: true } });
    const scanned = call("open.call", { api: "scanCode", options: {} });
    await bench.page.getByText("wx.scanCode").waitFor();
    expect(JSON.parse(await bench.page.locator("textarea").inputValue())).toMatchObject({ scanType: "QR_CODE" });
    await bench.page.locator("textarea").fill('{"result":"A1"}');
    await bench.page.getByText("OK", { exact: true }).click();
    expect(await scanned).toMatchObject({ ok: { result: "A1" } });
    const paid = call("open.call", { api: "requestPayment", options: {} });
    await bench.page.getByText("wx.requestPayment").waitFor();
    await bench.page.getByText("Cancel", { exact: true }).click();
    expect(await paid).toMatchObject({ failed: "cancel" });
    // There is no question for what only a device can answer, nor where other hosts have a default answer.
    expect(await call("open.call", { api: "startWifi", options: {} })).toMatchObject({ failed: "system not support" });
    expect(await call("open.call", { api: "checkSession", options: {} })).toMatchObject({ ok: {} });
    // An <open-data> asks when it is shown: it has a placeholder, and needs no dialog.
    expect(await call("open.call", { api: "openData", options: {} })).toMatchObject({ failed: "not available" });
  });
});
