/**
 * Mocked answers in a preview: `<api>.json` in a folder, such as `request.json` or `login.json`, or a function in
 * `<api>.js` or `<api>.ts`, which a Worker in the browser runs. Files are read again at every call, so answers can be
 * changed while the app runs.
 *
 * A JSON file contains the answer itself, or a list of rules: `[{"when": {"url": "/accounts"}, "answer": …, "delay":
 * 300}]`. The first rule whose `when` matches applies: every member must be in the call's options and equal; a string
 * matches if the call's value ends with it. `"fail": "reason"` makes the call fail.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Mocks } from "../preview/index.ts";
import { CommandError, exitCodes } from "./io.ts";
import { createMockCompiler, functionNames, isInside } from "./mock-functions.ts";

interface Rule {
  readonly when?: Readonly<Record<string, unknown>>;
  readonly answer?: unknown;
  readonly fail?: string;
  /** Milliseconds. */
  readonly delay?: number;
}

/** Maximum delay of an answer, in milliseconds. */
const maxDelay = 60_000;

/** @throws CommandError if there is no such folder */
export function loadMocks(folder: string): Mocks {
  let names: string[];
  try {
    names = namesIn(folder);
  } catch {
    throw new CommandError(
      exitCodes.environment,
      `${folder}: no such folder`,
      "--mock takes a folder with <api>.json, <api>.js and <api>.ts files.",
    );
  }
  const compile = createMockCompiler(folder);
  let script: string | undefined;
  return {
    names,
    get script() {
      return script;
    },
    async answer(api, options) {
      // The name comes from a browser, so only names of existing files are looked up.
      const module = functionNames(folder).get(api);
      if (module !== undefined) {
        const { version, code } = await compile();
        script = code;
        return { module, version };
      }
      if (!namesIn(folder).includes(api) || !isInside(folder, `${api}.json`)) return undefined;
      const content = JSON.parse(readFileSync(join(folder, `${api}.json`), "utf8")) as unknown;
      if (!isRules(content)) return { value: content };
      const rule = content.find(({ when = {} }) => fits(when, options));
      if (!rule) return undefined;
      if (rule.delay !== undefined) await wait(Math.min(maxDelay, Math.max(0, rule.delay)));
      if (rule.fail !== undefined) throw new Error(rule.fail);
      return { value: rule.answer };
    },
  };
}

function namesIn(folder: string): string[] {
  const answers = readdirSync(folder).flatMap((name) => /^([\w.]+)\.json$/.exec(name)?.[1] ?? []);
  return [...new Set([...answers, ...functionNames(folder).keys()])].sort();
}

function isRules(content: unknown): content is Rule[] {
  return (
    Array.isArray(content) &&
    content.length > 0 &&
    content.every((one) => typeof one === "object" && one !== null && ("answer" in one || "fail" in one))
  );
}

function fits(when: Readonly<Record<string, unknown>>, options: unknown): boolean {
  const given = (typeof options === "object" && options !== null ? options : {}) as Record<string, unknown>;
  return Object.entries(when).every(([name, wanted]) => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (typeof wanted === "string" && typeof value === "string") return value === wanted || value.endsWith(wanted);
    return JSON.stringify(value) === JSON.stringify(wanted);
  });
}
