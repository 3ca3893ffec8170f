/**
 * What a component's or page's `styleIsolation` means for class names and sheets.
 *
 * Every class of a node becomes one class per scope that applies to the node: the owner's own scope (a prefix) and the
 * global one (no prefix). app.wxss and, unless it isolates itself, the page's sheet are emitted without prefix; a
 * component's sheet with its prefix, and a second time without where others shall see it. A page frame shows one page,
 * so that "global" means: app.wxss, this page and the components on it.
 */

export type StyleIsolation =
  | "isolated"
  | "apply-shared"
  | "shared"
  | "page-isolated"
  | "page-apply-shared"
  | "page-shared";

export interface IsolationPlan {
  /** The sheet is emitted with the owner's prefix. */
  readonly emitScoped: boolean;
  /** The sheet is emitted without prefix: others see it. */
  readonly emitUnscoped: boolean;
  /** The scopes in which a class on the owner's nodes is looked up. */
  readonly classScopes: readonly ("own" | "global")[];
  /** app.wxss applies in this frame; false only for pages that switch it off. */
  readonly appSheet: boolean;
}

/**
 * The plan for a page or component.
 *
 * @param mode `styleIsolation` from the JSON file or the constructor's `options`; the former wins, which is the
 *   caller's business. `undefined` and unknown values mean the default: `isolated` for components, `shared` for pages.
 * @param addGlobalClass the older switch, with the meaning of `apply-shared`; a mode overrides it
 */
export function isolationPlan(
  kind: "page" | "component",
  mode: string | undefined,
  addGlobalClass: boolean,
): IsolationPlan {
  const [own, takes, gives] = table[effectiveMode(kind, mode, addGlobalClass)];
  const appSheet = !(kind === "page" && mode?.startsWith("page-"));
  if (kind === "page" && gives) {
    // Nothing would see the copy with a prefix that does not see the one without.
    return { emitScoped: false, emitUnscoped: true, classScopes: ["global"], appSheet };
  }
  return {
    emitScoped: own,
    emitUnscoped: gives,
    classScopes: takes ? ["own", "global"] : ["own"],
    appSheet,
  };
}

/** Own scope; takes from the global scope; gives to it. */
const table = {
  isolated: [true, false, false],
  "apply-shared": [true, true, false],
  shared: [true, true, true],
  "page-isolated": [true, false, false],
  "page-apply-shared": [true, true, false],
  "page-shared": [true, true, true],
} as const satisfies Record<StyleIsolation, readonly [boolean, boolean, boolean]>;

function effectiveMode(kind: "page" | "component", mode: string | undefined, addGlobalClass: boolean): StyleIsolation {
  const known = mode !== undefined && Object.hasOwn(table, mode) ? (mode as StyleIsolation) : undefined;
  if (kind === "page") return known ?? "shared";
  // The modes that begin with "page-" mean nothing to a component.
  if (known !== undefined && !known.startsWith("page-")) return known;
  return addGlobalClass ? "apply-shared" : "isolated";
}
