/**
 * The meaning of `styleIsolation` for class names and stylesheets.
 *
 * Every class of a node becomes one class per scope that applies to the node: the owner's own scope (with a prefix) and
 * the global one (without). app.wxss is emitted without prefix, and so is a page's stylesheet unless the page isolates
 * itself. A component's stylesheet is emitted with its prefix, and a second time without if it is shared. A page frame
 * shows one page, so "global" means: app.wxss, this page and its components.
 */

export type StyleIsolation =
  | "isolated"
  | "apply-shared"
  | "shared"
  | "page-isolated"
  | "page-apply-shared"
  | "page-shared";

export interface IsolationPlan {
  /** Emit the stylesheet with the owner's prefix. */
  readonly emitScoped: boolean;
  /** Emit the stylesheet without prefix, so that it applies to others. */
  readonly emitUnscoped: boolean;
  /** The scopes in which classes on the owner's nodes are looked up. */
  readonly classScopes: readonly ("own" | "global")[];
  /** Whether app.wxss applies in this frame; false only for pages that switch it off. */
  readonly appSheet: boolean;
}

/**
 * The plan for a page or component.
 * @param mode `styleIsolation` from the JSON file or the constructor's `options`; the caller gives the JSON file
 * precedence. `undefined` and unknown values mean the default: `isolated` for components, `shared` for pages.
 * @param addGlobalClass the older switch, which means `apply-shared`; a mode overrides it
 */
export function isolationPlan(
  kind: "page" | "component",
  mode: string | undefined,
  addGlobalClass: boolean,
): IsolationPlan {
  const [own, takes, gives] = table[effectiveMode(kind, mode, addGlobalClass)];
  const appSheet = !(kind === "page" && mode?.startsWith("page-"));
  if (kind === "page" && gives) {
    // Every node that would match the prefixed copy also matches the one without prefix, so one copy is enough.
    return { emitScoped: false, emitUnscoped: true, classScopes: ["global"], appSheet };
  }
  return {
    emitScoped: own,
    emitUnscoped: gives,
    classScopes: takes ? ["own", "global"] : ["own"],
    appSheet,
  };
}

/** Has its own scope; applies the global scope; contributes to the global scope. */
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
  // The "page-" modes have no meaning for components.
  if (known !== undefined && !known.startsWith("page-")) return known;
  return addGlobalClass ? "apply-shared" : "isolated";
}
