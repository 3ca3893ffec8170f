/**
 * Builds `wx` from the tables of all areas, plus failing entries for the names in the typings that no area implements.
 */
import { areas, lateAreas } from "./areas.ts";
import { sendable } from "./areas/open.ts";
import { callAsync, callTask } from "./call.ts";
import { createElementContext } from "./canvas/element-contexts.ts";
import type { Send } from "./canvas/element-contexts.ts";
import { createCanvasNodes } from "./canvas/nodes.ts";
import type { CanvasNodes } from "./canvas/nodes.ts";
import { answerAct } from "./component-acts.ts";
import type { Share } from "./component-acts.ts";
import type { ApiContext, ApiDefinition, AsyncApi, Support } from "./definition.ts";
import { typeByExtension } from "./file/media-type.ts";
import { FileTree } from "./file/tree.ts";
import { createListeners } from "./listeners.ts";
import { lateNames } from "./late-names.ts";
import type { LateNames } from "./late-names.ts";
import { unsupportedApis } from "./unsupported.ts";
import { canIUseApi } from "./can-i-use.ts";

export type { ApiContext, AppAccess, AppSettings, FontFace, Router, Support, WorkerAccess } from "./definition.ts";

export interface WxApi {
  /** The object that scripts see as `wx`. Not frozen, because authors write to it. */
  readonly wx: Record<string, unknown>;
  /** Support by name, `on…` and `off…` listed separately; for the documentation and `wx.canIUse`. */
  readonly support: ReadonlyMap<string, Support>;
  /**
   * Reads one of the app's files (temporary, saved, user, package) for a frame that shows it; undefined if there is
   * none.
   */
  readFile(path: string): Promise<{ readonly data: ArrayBuffer; readonly type: string } | undefined>;
  /** Adds a file from a later build of a preview; see `Preloaded.packageFiles`. */
  addPackageFile(path: string, file: ArrayBuffer | number): void;
  /** Carries out a component's request, see `ActMessage`. Rejects for unknown names. */
  act(page: number, name: string, argument: unknown, share: Share): Promise<unknown>;
  /** Canvases for `NodesRef.node`. */
  readonly canvasNodes: CanvasNodes;
  /**
   * The context for `NodesRef.context`, and for `node` on anything but a canvas; undefined for tags without a context.
   */
  elementContext(tag: string, send: Send): object | undefined;
}

export function createWx(context: ApiContext): WxApi {
  const wx: Record<string, unknown> = {};
  const support = new Map<string, Support>();
  const add = (definition: ApiDefinition): void => {
    for (const [name, value] of members(definition, context)) {
      wx[name] = value;
      support.set(name, definition.support);
    }
  };
  const shared = { ...context, files: new FileTree(context) };
  // First, so that an area that defines one of these names replaces it.
  unsupportedApis(context.report).forEach(add);
  for (const area of areas) area(shared).forEach(add);
  for (const [name, area] of Object.entries(lateAreas)) {
    addLate(wx, support, lateNames[name as keyof typeof lateAreas], () => membersOf(area(shared), context));
  }
  add(canIUseApi(support));
  let canvasNodes: CanvasNodes | undefined;
  return {
    wx,
    support,
    readFile: (path) => readFile(shared.files, path),
    addPackageFile: (path, file) => shared.files.addPackageFile(path, file),
    act: (page, name, argument, share) => answerAct(page, name, argument, share, shared),
    get canvasNodes() {
      return (canvasNodes ??= createCanvasNodes(shared));
    },
    elementContext: (tag, send) => createElementContext(tag, send, shared),
  };
}

/** Adds the names of a late area; its functions are created at the first call of one of them. */
function addLate(
  wx: Record<string, unknown>,
  support: Map<string, Support>,
  names: LateNames,
  make: () => Readonly<Record<string, unknown>>,
): void {
  let apis: Readonly<Record<string, unknown>> | undefined;
  const all = (): Readonly<Record<string, unknown>> => (apis ??= make());
  for (const kind of ["real", "stand-in"] as const) {
    for (const name of names[kind]?.split(" ") ?? []) {
      wx[name] = (...values: unknown[]) => (all()[name] as (...values: unknown[]) => unknown)(...values);
      support.set(name, kind);
    }
  }
}

function membersOf(definitions: readonly ApiDefinition[], context: ApiContext): Record<string, unknown> {
  return Object.fromEntries(definitions.flatMap((definition) => members(definition, context)));
}

function members(definition: ApiDefinition, context: ApiContext): readonly (readonly [string, unknown])[] {
  const { name } = definition;
  switch (definition.form) {
    case "async": {
      const row = answerable(definition, context);
      return [[name, (options?: unknown, component?: unknown) => callAsync(row, context.report, options, component)]];
    }
    case "task":
      return [[name, (options?: unknown) => callTask(definition, context.report, options)]];
    case "event": {
      const listeners = createListeners(
        (error) => context.report(error, `wx.on${name} listener`),
        () => definition.listen((...values) => listeners.emit(...values)),
      );
      return [
        [`on${name}`, (listener: unknown) => listeners.on(listener)],
        [`off${name}`, (listener?: unknown) => listeners.off(listener)],
      ];
    }
    case "sync":
    case "object":
      return [[name, definition.run]];
    case "value":
      return [[name, definition.value]];
  }
}

/** Lets a preview answer in place of a real implementation. Stand-ins ask the host anyway. */
function answerable(definition: AsyncApi, { preloaded, link }: ApiContext): AsyncApi {
  const { name: api, support, run } = definition;
  if (support !== "real" || !preloaded.answered?.includes(api)) return definition;
  return {
    ...definition,
    // The answer is asynchronous.
    isImmediate: false,
    async run(options, component) {
      const answer = await link.call("open.answer", { api, options: sendable(options) });
      return answer ? answer.value : run(options, component);
    },
  };
}

async function readFile(files: FileTree, path: string) {
  const node = files.find(path);
  if (!node || node.directory) return undefined;
  await files.fetch(path);
  return { data: files.bytes(path, "open").slice().buffer as ArrayBuffer, type: typeByExtension(path) };
}
