/** Reads the JSON file of a page or component. */
import type { SourceText } from "../source/text.ts";
import { readGenerics, readPlaceholders, readUsingComponents } from "./entries.ts";
import type { ComponentGeneric, ComponentPlaceholder, ComponentUse } from "./entries.ts";
import { validateComponent, validatePage } from "./generated/validators.mjs";
import type { JsonObject } from "./json.ts";
import type { Validator } from "./mismatches.ts";
import { openFile, readChoice, readFlag, readString } from "./read.ts";
import type { Located, ReadResult } from "./read.ts";
import { componentSchema, pageSchema } from "./schemas/page.ts";
import type { Schema } from "./schemas/schema.ts";
import { windowProperties } from "./schemas/shared.ts";
import { readWindow } from "./window.ts";
import type { WindowOptions } from "./window.ts";

export type StyleIsolation =
  | "isolated"
  | "apply-shared"
  | "shared"
  | "page-isolated"
  | "page-apply-shared"
  | "page-shared";

/** The contents of a page's or component's JSON file. */
export interface PageManifest extends Located {
  /** `"component": true`. A page may be a component too. */
  readonly isComponent: boolean;
  readonly usingComponents: readonly ComponentUse[];
  readonly componentPlaceholder: readonly ComponentPlaceholder[];
  readonly componentGenerics: readonly ComponentGeneric[];
  /** Absent if the file does not set it; the script may. */
  readonly styleIsolation: StyleIsolation | undefined;
  readonly addGlobalClass: boolean;
  readonly virtualHost: boolean | undefined;
  readonly pureDataPattern: string | undefined;
  readonly style: string | undefined;
  readonly renderer: string | undefined;
  readonly componentFramework: string | undefined;
  readonly disableScroll: boolean;
  /** Only what the file sets; app.json's `window` and the defaults are not merged in. `@name`s are not resolved. */
  readonly window: WindowOptions;
  /** The whole object. */
  readonly raw: JsonObject;
}

/** Reads a page's JSON file. If there is none, pass the text `{}`. */
export function readPageManifest(source: SourceText): ReadResult<PageManifest> {
  return read(source, pageSchema, validatePage);
}

/** Reads a component's JSON file. */
export function readComponentManifest(source: SourceText): ReadResult<PageManifest> {
  return read(source, componentSchema, validateComponent);
}

function read(source: SourceText, schema: Schema, validator: Validator): ReadResult<PageManifest> {
  const file = openFile(source, schema, validator, { mode: "manifest" });
  const { root, located, diagnostics } = file;
  const manifest: PageManifest = {
    ...located,
    isComponent: readFlag(root["component"]) ?? false,
    usingComponents: readUsingComponents(root),
    componentPlaceholder: readPlaceholders(root),
    componentGenerics: readGenerics(root),
    styleIsolation: readChoice(file, "styleIsolation") as StyleIsolation | undefined,
    addGlobalClass: readFlag(root["addGlobalClass"]) ?? false,
    virtualHost: readFlag(root["virtualHost"]),
    pureDataPattern: readString(root["pureDataPattern"]),
    style: readChoice(file, "style"),
    renderer: readChoice(file, "renderer"),
    componentFramework: readChoice(file, "componentFramework"),
    disableScroll: readFlag(root["disableScroll"]) ?? false,
    window: readWindow(file, "", root, windowProperties),
    raw: root,
  };
  return { manifest, diagnostics };
}
