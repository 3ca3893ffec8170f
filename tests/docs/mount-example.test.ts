/** The second example of docs/testing.md; links.test.ts checks that the page shows this text. */
// example
import { expect, test } from "vitest";
import { mount } from "../../src/testing/index.ts";

test("counts in steps", async () => {
  const log: string[] = [];
  const counter = await mount("fixtures/docs/counter", "components/counter/counter", {
    properties: { label: "Total", count: "1" },
    globals: { log: (line: string) => log.push(line) },
  });
  expect(counter.instance.data).toEqual({ label: "Total", count: 1 });

  counter.dispatch(["#plus", ".button"], { type: "tap" });
  expect(counter.tree().children).toEqual([
    { tag: "text", class: "total", children: ["Total: 3"] },
    {
      tag: "plus",
      is: "components/plus/plus",
      id: "plus",
      attrs: { step: 2 },
      children: [{ tag: "button", class: "button", children: ["+2"] }],
    },
  ]);

  counter.setData({ label: "Sum" });
  expect(counter.tree().children?.[0]).toMatchObject({ children: ["Sum: 3"] });

  counter.detach();
  expect(log).toEqual(["gone"]);
});
