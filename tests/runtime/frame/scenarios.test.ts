/** Runs all scenarios of the component model and compares each tree with what the page frame displays. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { components, drive } from "../../conformance/components/lib/kit.mjs";
import { buildPackage } from "../app.ts";
import { openFramed } from "./framed-session.ts";

const folder = fileURLToPath(new URL("../../conformance/components/", import.meta.url));
const read = (path: string): unknown => JSON.parse(readFileSync(folder + path, "utf8"));

interface Scenario {
  readonly name: string;
  readonly root: string;
  readonly files: Readonly<Record<string, string>>;
}

const names = ["cases", "more/cases"].flatMap((part) => readdirSync(folder + part).map((name) => `${part}/${name}`));

describe("frames display", () => {
  test.each(names)("%s", async (file) => {
    const scenario = read(file) as Scenario;
    const built = await buildPackage(scenario.files);
    const order = components(scenario.files).map(({ path }: { path: string }) => path);
    let checks = 0;
    let failures: readonly unknown[] = [];
    await drive(scenario, ({ root, properties, scope, onError }) => {
      const { log, ev, show } = scope;
      const framed = openFramed(built, { root, order, properties, scope: { log, ev, show }, onError });
      failures = framed.failures;
      return {
        ...framed.session,
        tree() {
          checks++;
          return framed.session.tree();
        },
      };
    });
    expect(checks).toBeGreaterThan(1);
    if (failures[0] !== undefined) throw failures[0];
  });
});
