import { expect, test } from "vitest";
import { launch } from "miniapp/testing";

const greetingOf = (tree: object) => /"(Hello|你好|Bonjour)"/.exec(JSON.stringify(tree))?.[1];

test("greets in one language after the other, then starts over", async () => {
  const app = await launch("miniprogram");
  const seen = [greetingOf(app.page.tree())];
  for (let tap = 0; tap < 3; tap++) {
    app.page.dispatch(".next", { type: "tap" });
    seen.push(greetingOf(app.page.tree()));
  }
  expect(seen).toEqual(["Hello", "你好", "Bonjour", "Hello"]);
});
