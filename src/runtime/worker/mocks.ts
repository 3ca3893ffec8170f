/**
 * The preview's Worker for mock functions. It is locked like an app's Worker and can do even less: it only answers
 * calls. The server appends the functions to this script, as one call of `__miniapp_mocks__`.
 */
import { createScriptModules } from "../logic/index.ts";
import type { ScriptFactory } from "../logic/index.ts";
import type { FromMocks, MockCall } from "../preview-protocol.ts";
import { createConsole } from "./console.ts";
import { lockGlobals } from "./lock.ts";

interface Scope {
  postMessage(message: FromMocks): void;
  addEventListener(type: string, listener: (event: { readonly data: MockCall }) => void): void;
}

/** A module, or the reason why it is missing. */
type Registered = readonly [factory: ScriptFactory, links: Readonly<Record<string, string>>] | string;

const scope = globalThis as unknown as Scope;
const post = scope.postMessage.bind(scope);
scope.addEventListener("message", ({ data }) => void receive(data));
const { defineGlobal, now } = lockGlobals(globalThis);
const modules = createScriptModules((_id, run) => run());
const broken = new Map<string, string>();
defineGlobal(
  "console",
  createConsole((level, values) => post({ type: "log", level, values }), now),
);
defineGlobal("__miniapp_mocks__", (table: Readonly<Record<string, Registered>>, esm: unknown) => {
  defineGlobal("__miniapp_mocks__", undefined);
  for (const [id, one] of Object.entries(table)) {
    if (typeof one === "string") broken.set(id, one);
    else modules.define(id, one[0], one[1], esm);
  }
  post({ type: "ready" });
});

async function receive(message: MockCall): Promise<void> {
  if (message.type === "ping") return post({ type: "pong" });
  const { id, module, options } = message;
  try {
    post({ type: "answer", id, value: await functionOf(module)(options) });
  } catch (error) {
    post({ type: "answer", id, error: textOf(error) });
  }
}

function functionOf(id: string): (options: unknown) => unknown {
  const reason = broken.get(id);
  if (reason !== undefined) throw new Error(reason);
  const exported = modules.require(id) as { readonly default?: unknown } | null | undefined;
  const found = typeof exported === "function" ? exported : exported?.default;
  if (typeof found !== "function") throw new Error(`${id} exports no function`);
  return found as (options: unknown) => unknown;
}

function textOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return "a mock threw something that cannot be shown";
  }
}
