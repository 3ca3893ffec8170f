/**
 * A Worker of `wx.createWorker`: locked like the app's main Worker, and with nothing but `worker.postMessage` and
 * `worker.onMessage`. Its scripts are those of the workers folder.
 */
import { createScriptModules } from "../logic/index.ts";
import type { ScriptFactory } from "../logic/index.ts";
import { createConsole } from "./console.ts";
import { lockGlobals } from "./lock.ts";
import { listenTo } from "./start.ts";
import type { ChunkModule, PortMessage, WorkerPort } from "./start.ts";

interface Scope {
  addEventListener(type: string, listener: (event: PortMessage) => void, options: { readonly once: boolean }): void;
}

interface Begin {
  readonly type: "begin";
  /** Path of the script to run first. */
  readonly path: string;
  /** URL of the workers chunk. */
  readonly url: string;
}

(globalThis as unknown as Scope).addEventListener("message", ({ ports }) => connect(ports[0] as WorkerPort), {
  once: true,
});
const { importScripts, defineGlobal, now } = lockGlobals(globalThis);

function connect(port: WorkerPort): void {
  const listeners: ((message: unknown) => void)[] = [];
  let hasBegun = false;
  defineGlobal(
    "console",
    createConsole((level, values) => port.postMessage({ level, values }), now),
  );
  defineGlobal("worker", {
    postMessage: (message: unknown) => port.postMessage({ message }),
    onMessage: (listener: unknown) => {
      if (typeof listener === "function") listeners.push(listener as (message: unknown) => void);
    },
  });
  listenTo(port, ({ data }) => {
    const given = data as Begin | { readonly type?: undefined; readonly message: unknown };
    if (given.type !== "begin") for (const listener of listeners) listener(given.message);
    else if (!hasBegun) {
      hasBegun = true;
      begin(given);
    }
  });
}

function begin({ path, url }: Begin): void {
  const ids = new Set<string>();
  const modules = createScriptModules((_id, run) => run());
  defineGlobal("__miniapp_define__", (_name: string, table: Readonly<Record<string, ChunkModule>>, esm: unknown) => {
    for (const [id, [factory, links = {}]] of Object.entries(table)) {
      ids.add(id);
      modules.define(id, factory as ScriptFactory, links, esm);
    }
  });
  importScripts(url);
  defineGlobal("__miniapp_define__", undefined);
  modules.require(idOf(path, ids));
}

/** Authors name the script by its path after the build, with or without extension. */
function idOf(path: string, ids: ReadonlySet<string>): string {
  const name = path.replace(/^\/+/, "").replace(/\.js$/, "");
  return [`${name}.js`, `${name}.ts`, name, `${name}/index.js`, `${name}/index.ts`].find((id) => ids.has(id)) ?? path;
}
