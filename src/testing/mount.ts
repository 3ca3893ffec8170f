/**
 * Mounts one page or component in Node.js, without a browser: built by the compiler that `build` uses, as the only page
 * of an app, and run by the runtime's own components.
 */
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { createCompiler } from "../compiler/index.ts";
import type { Host } from "../compiler/index.ts";
import { formatPretty, hasErrors } from "../compiler/diagnostics/index.ts";
import { createDiskHost } from "../disk/index.ts";
import {
  attach,
  becomeReady,
  componentOf,
  createComponentSpace,
  createScriptModules,
  createTemplateRegistry,
  detach,
  dispatch,
  selectElements,
  setProperties,
} from "../runtime/logic/index.ts";
import type {
  ComponentEntry,
  ComponentInstance,
  ComponentNode,
  ComponentSpace,
  ElementReference,
  EventOptions,
} from "../runtime/logic/index.ts";
import { mountedTree } from "./mounted-tree.ts";
import type { MountedElement } from "./mounted-tree.ts";
import { runChunk } from "./run-chunk.ts";

export interface MountOptions {
  /** Given to the component as an owner's template would give them. */
  readonly properties?: Readonly<Record<string, unknown>>;
  /** Names that scripts see besides `Component`, `Page` and `Behavior`: `wx`, `getApp` and the like. */
  readonly globals?: Readonly<Record<string, unknown>>;
  /** Hears what the app's functions and templates throw. Without it the error is thrown on, and fails the test. */
  readonly report?: (error: unknown) => void;
}

export interface MountedEvent extends EventOptions {
  readonly type: string;
  readonly detail?: unknown;
}

export interface Mounted {
  /** `this` of the component. */
  readonly instance: ComponentInstance & Readonly<Record<string, unknown>>;
  /** What a user sees by now, components and slots filled in. */
  tree(): MountedElement;
  setData(values: Readonly<Record<string, unknown>>): void;
  /**
   * An event at the first element that a selector finds. A list of selectors leads into components: each is looked up
   * in the template of the component that the one before found. Like a tap, an event bubbles, leaves components and
   * has a capture phase unless it says otherwise.
   *
   * @throws Error if there is no such element
   */
  dispatch(at: string | readonly string[], event: MountedEvent): void;
  /** Takes it out of the page: `detached` runs in everything. */
  detach(): void;
}

/**
 * @param appDir folder that counts as the app's root; `usingComponents` of its app.json, if there is one, count
 * @param path of the page or component relative to it, without extension
 * @throws Error if it, or anything it needs, does not compile or defines no component
 */
export async function mount(appDir: string, path: string, options: MountOptions = {}): Promise<Mounted> {
  const id = path.replace(/^\.?\/+/, "");
  const space = loadPackage(await compile(createDiskHost(resolve(appDir)), id), options);
  const node = space.create(id);
  const properties = Object.entries(options.properties ?? {});
  if (properties.length > 0) setProperties(node, new Map(properties));
  attach(node);
  becomeReady(node);
  return {
    instance: node.instance as Mounted["instance"],
    tree: () => mountedTree(node),
    setData: (values) => node.instance.setData(values),
    dispatch(at, { type, detail, ...rest }) {
      const { tree, element } = findElement(node, typeof at === "string" ? [at] : at);
      dispatch(tree, element, type, detail === undefined ? {} : detail, {
        bubbles: true,
        composed: true,
        capturePhase: true,
        ...rest,
      });
    },
    detach: () => detach(node),
  };
}

function findElement(
  root: ComponentNode,
  path: readonly string[],
): { readonly tree: ComponentNode; readonly element: ElementReference } {
  let tree: ComponentNode | undefined;
  let next: ComponentNode | undefined = root;
  let element: ElementReference | undefined;
  for (const selector of path) {
    tree = next;
    element = tree && selectElements(tree, selector)[0];
    if (!element) break;
    next = componentOf(element);
  }
  if (!tree || !element) throw new Error(`there is no element ${JSON.stringify(path)}`);
  return { tree, element };
}

interface Package {
  readonly code: string;
  readonly entries: Readonly<Record<string, ComponentEntry>>;
}

async function compile(host: Host, id: string): Promise<Package> {
  const { output, diagnostics } = await createCompiler(withOnePage(host, id), {
    version: "testing",
    sourceMaps: false,
    // So that a stack can be read.
    minify: false,
    allowMissing: true,
    preprocessors: {},
    digest: (data) => createHash("sha256").update(data).digest("hex"),
  }).build();
  if (!output) throw new Error(formatPretty(diagnostics.filter((d) => hasErrors([d]))));
  const files = output.subpackages.flatMap((p) => p.files);
  const read = (path: string): string => new TextDecoder().decode(files.find((file) => file.path === path)?.content);
  const entries = JSON.parse(read("_miniapp/entries.json")) as Package["entries"];
  // A page that is missing is a warning, as anything else that is.
  if (!Object.hasOwn(entries, id)) throw new Error(`there is no page or component ${JSON.stringify(id)}`);
  return { code: read("_miniapp/logic.js"), entries };
}

/** The same files with an app.json that lists the one page. Styles, which nobody sees here, are left out. */
function withOnePage(host: Host, id: string): Host {
  const decoder = new TextDecoder();
  const own = host.read("app.json");
  const { usingComponents = {} } = (own ? JSON.parse(decoder.decode(own)) : {}) as { usingComponents?: object };
  const app = new TextEncoder().encode(JSON.stringify({ pages: [id], usingComponents }));
  const isHidden = (path: string): boolean =>
    /\.(wxss|css|less|scss|sass)$/.test(path) || /^project\.(private\.)?config\.json$/.test(path);
  return {
    read: (path) => (path === "app.json" ? app : isHidden(path) ? undefined : host.read(path)),
    list(path) {
      const entries = host.list(path)?.filter(({ name }) => !isHidden(path === "" ? name : `${path}/${name}`));
      if (path !== "" || entries?.some(({ name }) => name === "app.json")) return entries;
      return [...(entries ?? []), { name: "app.json", kind: "file" as const }].sort((a, b) =>
        a.name < b.name ? -1 : 1,
      );
    },
    resolvePackage: (name, from) => host.resolvePackage(name, from),
  };
}

function loadPackage({ code, entries }: Package, { globals = {}, report = rethrow }: MountOptions): ComponentSpace {
  const templates = createTemplateRegistry({
    report: ({ severity, place, message }) => {
      if (severity === "error") report(new Error(`${place}: ${message}`));
    },
    console: silentConsole,
  });
  const scripts = createScriptModules((id, run) => space.running(id, run));
  const space: ComponentSpace = createComponentSpace({
    templates,
    entries,
    runScript: (id) => void scripts.require(id),
    report,
    later: (task) => queueMicrotask(task),
    now: () => performance.now(),
  });
  runChunk(code, { templates, scripts }, { ...globals, ...space.constructors });
  return space;
}

function rethrow(error: unknown): never {
  throw error;
}

const silentConsole = { log() {}, info() {}, warn() {}, error() {}, debug() {} };
