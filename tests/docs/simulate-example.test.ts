/** The fourth example of docs/testing.md; links.test.ts checks that the page shows this text. */
// example
import { expect, test } from "vitest";
import { simulate } from "../../src/testing/index.ts";

const rootPath = "fixtures/docs/counter";

test("a test written for miniprogram-simulate", async () => {
  const id = await simulate.load(`${rootPath}/components/counter/counter`, { rootPath });
  const counter = simulate.render(id, { label: "Total", count: 1 }, { globals: { log() {} } });
  counter.attach();
  expect(simulate.match(counter.dom, counter.dom.innerHTML)).toBe(true);

  counter.querySelector("#plus")?.querySelector(".button")?.dispatchEvent("tap");
  expect(counter.data).toEqual({ label: "Total", count: 3 });
  counter.triggerPageLifeTime("show");
  counter.detach();
});
