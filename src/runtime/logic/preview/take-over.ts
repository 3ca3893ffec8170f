/**
 * Applies new code in a running app. The new modules are already registered when this is called. Scripts of components
 * and pages run again, instances get the new definition and keep their data, and the trees of changed templates are
 * re-created in place.
 */
import type { UpdateApp } from "../../preview-protocol.ts";
import { listenToPage } from "../app/page.ts";
import type { AppRuntime } from "../app/index.ts";
import type { EntryTable } from "../app/tables.ts";
import type { ComponentDefinition } from "../component/definition.ts";
import { defineField } from "../define-field.ts";
import { remakeTree } from "../component/mount.ts";
import type { ComponentNode } from "../component/node.ts";
import { setData } from "../component/update.ts";
import { eachComponent } from "../component/walk.ts";
import { sheetOrder } from "./sheet-order.ts";

/**
 * Applies an update.
 *
 * @param missing components that were needed but had no definition
 * @returns undefined, or why the app must be restarted instead; its state is inconsistent then
 */
export function takeOver(
  runtime: AppRuntime,
  update: Pick<UpdateApp, "templates" | "scripts" | "entries">,
  missing: ReadonlySet<string>,
): string | undefined {
  const { space } = runtime;
  const trees = runtime.router.pages.flatMap(({ root, tabBar }) => (tabBar ? [root, tabBar] : [root]));
  runtime.repaint(() => mergeEntries(runtime.entries, update.entries));
  const templates = new Set(update.templates);
  const scripts = new Set(update.scripts);
  for (const [id, { script }] of Object.entries(runtime.entries)) {
    if (script === undefined || !scripts.has(script)) continue;
    if (!space.known(id)) {
      // The page or component was created empty, so its initial lifetimes have not run.
      if (missing.has(id)) return `${id} defines something now`;
      continue;
    }
    // If the script throws, the error is reported and the old definition is kept.
    space.redefine(id);
  }
  for (const tree of trees) {
    const reason = findObstacle(tree);
    if (reason !== undefined) return reason;
  }
  for (const tree of trees) renew(tree, templates);
  // A page or component may have got its first stylesheet.
  if (Object.keys(update.entries).length > 0) {
    for (const { root, tabBar, surface } of runtime.router.pages) {
      surface.orderSheets?.(sheetOrder(tabBar ? [root, tabBar] : [root]));
    }
  }
  for (const page of runtime.router.pages) listenToPage(page);
  return undefined;
}

/** Updates entries in place, because definitions hold references to them. */
function mergeEntries(into: Readonly<Record<string, EntryTable>>, from: UpdateApp["entries"]): void {
  for (const table of Object.values(from)) {
    for (const [id, entry] of Object.entries(table as Record<string, EntryTable>)) {
      const there = into[id] as Record<string, unknown> | undefined;
      if (!there) {
        (into as Record<string, EntryTable>)[id] = entry;
        continue;
      }
      for (const key of Object.keys(there)) delete there[key];
      Object.assign(there, entry);
    }
  }
}

/** The first changed setting that affects the owner's tree, which cannot change while the component is in it. */
function findObstacle(node: ComponentNode): string | undefined {
  const { definition, host, space } = node;
  const next = space.known(definition.id);
  if (next && next !== definition && host) {
    if (next.virtualHost !== definition.virtualHost) return `virtualHost of ${definition.id} changed`;
    if (next.slots !== definition.slots) return `the kind of slots of ${definition.id} changed`;
    if (!sameNames(next.externalClasses, definition.externalClasses))
      return `externalClasses of ${definition.id} changed`;
    if (!sameNames(next.relations.keys(), definition.relations.keys())) return `relations of ${definition.id} changed`;
  }
  let found: string | undefined;
  if (node.root) eachComponent(node, node.root.block, (inner) => (found ??= findObstacle(inner)));
  return found;
}

function sameNames(a: Iterable<string>, b: Iterable<string>): boolean {
  return [...a].sort().join() === [...b].sort().join();
}

function renew(node: ComponentNode, templates: ReadonlySet<string>): void {
  const { definition, space } = node;
  const next = space.known(definition.id) ?? definition;
  const isChanged = next !== definition || templates.has(definition.entry.template ?? "");
  if (isChanged) {
    const kept = collectData(node);
    if (next !== definition) adopt(node, next);
    try {
      remakeTree(node);
    } catch (error) {
      // The old tree stays displayed.
      space.report(error, node, "template");
      return;
    }
    giveBack(node, kept);
  } else if (node.root) eachComponent(node, node.root.block, (inner) => renew(inner, templates));
}

/**
 * Gives an instance a new definition. The instance stays the same object and keeps its data; its functions are
 * replaced.
 */
function adopt(node: ComponentNode, next: ComponentDefinition): void {
  const { instance, data } = node;
  const fresh = next.createInstance(node);
  Object.setPrototypeOf(instance, Object.getPrototypeOf(fresh) as object);
  for (const name of Object.keys(fresh)) {
    const value = (fresh as unknown as Record<string, unknown>)[name];
    // Keep fields with other values: they are the instance's own state.
    if (typeof value === "function" || !Object.hasOwn(instance, name)) defineField(instance, name, value);
  }
  for (const [name, value] of Object.entries(next.createData())) if (!Object.hasOwn(data, name)) data[name] = value;
  (node as { definition: ComponentDefinition }).definition = next;
}

type Kept = Map<string, Record<string, unknown>>;

/** The data of the components in a tree, without properties, by position: the component's id and its count. */
function collectData(node: ComponentNode): Kept {
  const kept: Kept = new Map();
  walk(node, (inner, key) => {
    const own = Object.entries(inner.data).filter(([name]) => !inner.definition.properties.has(name));
    kept.set(key, Object.fromEntries(own));
  });
  return kept;
}

function giveBack(node: ComponentNode, kept: Kept): void {
  walk(node, (inner, key) => {
    const values = kept.get(key);
    if (!values) return;
    const changed = Object.entries(values).filter(([name, value]) => !sameValue(inner.data[name], value));
    if (changed.length > 0) setData(inner, Object.fromEntries(changed));
  });
}

/**
 * Visits components in a tree, each with a key that is stable unless a component of the same kind was added or removed
 * before it.
 */
function walk(node: ComponentNode, visit: (inner: ComponentNode, key: string) => void, path = ""): void {
  if (!node.root) return;
  const counts = new Map<string, number>();
  const found: { inner: ComponentNode; key: string }[] = [];
  eachComponent(node, node.root.block, (inner) => {
    const { id } = inner.definition;
    const count = counts.get(id) ?? 0;
    counts.set(id, count + 1);
    found.push({ inner, key: `${path}/${id}:${count}` });
  });
  for (const { inner, key } of found) {
    visit(inner, key);
    walk(inner, visit, key);
  }
}

function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  try {
    return JSON.stringify(a) === JSON.stringify(b);
  } catch {
    return false;
  }
}
