/** The arguments of `Component`, `Page` and `Behavior`, as far as the runtime reads them. */
import type { BehaviorDefinition } from "./behavior.ts";
import type { ComponentInstance } from "./instance.ts";

/** A function of the author; `this` is the component. */
export type Callback = (this: ComponentInstance, ...values: unknown[]) => unknown;

export type PropertyType =
  | StringConstructor
  | NumberConstructor
  | BooleanConstructor
  | ArrayConstructor
  | ObjectConstructor
  | null;

export interface PropertyOptions {
  readonly type?: PropertyType;
  readonly optionalTypes?: readonly PropertyType[];
  readonly value?: unknown;
  /** A function, or the name of a method. */
  readonly observer?: Callback | string;
}

export interface RelationOptions {
  readonly type: "parent" | "child" | "ancestor" | "descendant";
  /** A behavior that related components have, instead of the component at the key's path. */
  readonly target?: BehaviorDefinition | string;
  readonly linked?: Callback;
  readonly linkChanged?: Callback;
  readonly unlinked?: Callback;
}

export type ObserversOptions =
  | Readonly<Record<string, Callback | string>>
  | readonly { readonly fields?: string | readonly string[]; readonly observer: Callback | string }[];

export const lifetimeNames = ["created", "attached", "ready", "moved", "detached", "error"] as const;
export type LifetimeName = (typeof lifetimeNames)[number];

export type DefinitionFilter = (
  options: ComponentOptions,
  filters: readonly ((options: ComponentOptions) => void)[],
) => void;

export interface ComponentOptions {
  readonly behaviors?: readonly (BehaviorDefinition | string)[];
  readonly properties?: Readonly<Record<string, PropertyType | PropertyOptions>>;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly methods?: Readonly<Record<string, unknown>>;
  readonly observers?: ObserversOptions;
  readonly relations?: Readonly<Record<string, RelationOptions>>;
  readonly externalClasses?: readonly string[];
  readonly lifetimes?: Readonly<Record<string, unknown>>;
  readonly pageLifetimes?: Readonly<Record<string, unknown>>;
  readonly definitionFilter?: DefinitionFilter;
  readonly export?: Callback;
  readonly options?: {
    readonly multipleSlots?: boolean;
    readonly dynamicSlots?: boolean;
    readonly virtualHost?: boolean;
    readonly styleIsolation?: string;
    readonly addGlobalClass?: boolean;
    readonly pureDataPattern?: RegExp;
  };
  /** Lifetimes may also be here. On a page, anything else is a method or a field of the page. */
  readonly [name: string]: unknown;
}
