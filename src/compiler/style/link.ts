/**
 * Links fragments into one stylesheet: inlines each import at its position, each file once, and replaces the markers.
 * Linking the same fragment into a hundred stylesheets never parses it again.
 */
import { codes } from "../diagnostics/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import type { CompiledStyle, CssPiece, ImportPiece } from "./fragment.ts";
import { MappingsWriter } from "../source/mappings.ts";
import { Marker, someMarker } from "./markers.ts";
import { printTarget } from "./url.ts";

export interface LinkableStyle {
  readonly style: CompiledStyle;
  /** `@import` specifier, as written, → module id. The graph reports missing ones. */
  readonly resolved: ReadonlyMap<string, string>;
  /** Module id of a stylesheet to include first, as if this one imported it. */
  readonly first?: string;
}

export interface LinkStyleOptions {
  /** Prefix of every class name; `""` for none. */
  readonly scope: string;
  /**
   * `var` prints `calc(var(--rpx)*n)`; `px` prints what WeChat's compiler computes for a screen of this width in
   * pixels.
   */
  readonly rpx: { readonly kind: "var" } | { readonly kind: "px"; readonly deviceWidth: number };
  /**
   * The stylesheet of a component: a selector without any class (`view`, `#a`, `*`) matches only inside the component's
   * own node. Otherwise such selectors match in the whole page.
   */
  readonly component?: boolean;
  /**
   * Selector of the component's own node; by default the class `<scope>-host`, which cannot clash with an ordinary
   * class name.
   */
  readonly host?: string;
  /** Rules that apply only to the component's own node go to `hostCss`. */
  readonly separateHost?: boolean;
  /** The text of a `url()` that names a file of the package; by default as written. */
  readonly assetUrl?: (target: string, moduleId: string) => string;
  /** Also create a source map; the fragments must have been compiled with `sourceMap`. */
  readonly sourceMap?: { readonly content?: (path: string) => string | undefined };
}

export interface LinkedStyle {
  readonly css: string;
  readonly hostCss: string;
  readonly map?: SheetMap;
  readonly diagnostics: readonly Diagnostic[];
}

/** A version 3 source map. */
export interface SheetMap {
  readonly version: 3;
  readonly names: readonly string[];
  readonly sources: readonly string[];
  readonly sourcesContent: readonly (string | null)[];
  readonly mappings: string;
  readonly ignoreList: readonly number[];
}

interface MapParts {
  readonly mappings: MappingsWriter;
  readonly sources: string[];
  readonly sourcesContent: (string | null)[];
}

interface Linker {
  readonly get: (moduleId: string) => LinkableStyle | undefined;
  readonly options: LinkStyleOptions;
  readonly host: string;
  readonly included: Set<string>;
  readonly chain: string[];
  readonly diagnostics: Diagnostic[];
  readonly map: MapParts | undefined;
  css: string;
  hostCss: string;
  /** Position of the next character of `css`, from 0; tracked only for the source map. */
  line: number;
  column: number;
}

/** Links the stylesheet whose module is `entry`. Deterministic: rules come in the order of the imports. */
export function linkStyle(
  entry: string,
  get: (moduleId: string) => LinkableStyle | undefined,
  options: LinkStyleOptions,
): LinkedStyle {
  const linker: Linker = {
    get,
    options,
    host: options.host ?? `.${options.scope}-host`,
    included: new Set(),
    chain: [],
    diagnostics: [],
    map: options.sourceMap ? { mappings: new MappingsWriter(), sources: [], sourcesContent: [] } : undefined,
    css: "",
    hostCss: "",
    line: 0,
    column: 0,
  };
  include(linker, entry, "");
  const { diagnostics, map } = linker;
  // Without a source map, all markers are replaced in one go.
  const css = map ? linker.css : fill(linker.css, linker);
  const linked = { css, hostCss: fill(linker.hostCss, linker), diagnostics };
  if (!map) return linked;
  const { sources, sourcesContent } = map;
  const mappings = map.mappings.finish();
  return { ...linked, map: { version: 3, names: [], sources, sourcesContent, mappings, ignoreList: [] } };
}

function sourceIndex({ sources, sourcesContent }: MapParts, source: string): number {
  const known = sources.indexOf(source);
  if (known >= 0) return known;
  sourcesContent.push(null);
  return sources.push(source) - 1;
}

/** Adds a module. `conditions`: those of all imports on the way here; a file is included once for each combination. */
function include(linker: Linker, moduleId: string, conditions: string): void {
  const key = `${moduleId}\0${conditions}`;
  const module = linker.get(moduleId);
  if (!module || linker.included.has(key)) return;
  linker.included.add(key);
  linker.chain.push(moduleId);
  if (module.first !== undefined) include(linker, module.first, conditions);
  for (const piece of module.style.pieces) {
    if (piece.kind !== "import") addCss(linker, piece, module.style, moduleId);
    else {
      const target = module.resolved.get(piece.specifier);
      if (target === undefined) continue;
      const start = linker.chain.indexOf(target);
      if (start >= 0) linker.diagnostics.push(cycle(linker, piece, start));
      else if (piece.condition === "") include(linker, target, conditions);
      else wrap(linker, piece.condition, () => include(linker, target, `${conditions}\0${piece.condition}`));
    }
  }
  linker.chain.pop();
}

function addCss(linker: Linker, piece: CssPiece, style: CompiledStyle, moduleId: string): void {
  let { css } = piece;
  if (piece.kind === "host" && linker.options.separateHost) {
    linker.hostCss += fillUrls(css, linker, moduleId);
    return;
  }
  const { map } = linker;
  if (!map) {
    linker.css += fillUrls(css, linker, moduleId);
    return;
  }
  const { marks = [] } = piece;
  append(linker, fill(fillUrls(css.slice(0, marks[0] ?? css.length), linker, moduleId), linker));
  for (let i = 0; i < marks.length; i += 4) {
    const source = style.sources[marks[i + 1] ?? 0] ?? style.path;
    const index = sourceIndex(map, source);
    map.mappings.add(linker.line, linker.column, index, marks[i + 2] as number, marks[i + 3] as number);
    css = piece.css.slice(marks[i], marks[i + 4] ?? piece.css.length);
    append(linker, fill(fillUrls(css, linker, moduleId), linker));
  }
  for (const source of style.sources) {
    const content = linker.options.sourceMap?.content?.(source);
    if (content !== undefined) map.sourcesContent[sourceIndex(map, source)] = content;
  }
}

function append(linker: Linker, css: string): void {
  linker.css += css;
  const last = css.lastIndexOf("\n");
  if (last < 0) linker.column += css.length;
  else {
    linker.column = css.length - last - 1;
    for (let i = 0; i <= last; i++) if (css.charCodeAt(i) === 10) linker.line++;
  }
}

/** Wraps an imported stylesheet in the at-rules that correspond to the import's condition. */
function wrap(linker: Linker, condition: string, body: () => void): void {
  const heads = conditionHeads(condition);
  for (const head of heads) append(linker, `${head}{`);
  body();
  append(linker, "}".repeat(heads.length));
}

function conditionHeads(condition: string): string[] {
  const heads: string[] = [];
  let rest = condition;
  const layer = /^layer(?:\(([^)]*)\)|(?![\w(-]))/i.exec(rest);
  if (layer) {
    heads.push(layer[1] === undefined ? "@layer" : `@layer ${layer[1].trim()}`);
    rest = rest.slice(layer[0].length).trimStart();
  }
  if (/^supports\(/i.test(rest)) {
    const end = closing(rest, 8);
    const test = rest.slice(9, end).trim();
    heads.push(`@supports ${/^[\w-]+\s*:/.test(test) ? `(${test})` : test}`);
    rest = rest.slice(end + 1).trimStart();
  }
  if (rest !== "") heads.push(`@media ${rest}`);
  return heads;
}

/** Offset of the bracket that closes the one at `open`. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text.charCodeAt(i) === 40) depth++;
    else if (text.charCodeAt(i) === 41 && --depth === 0) return i;
  }
  return text.length;
}

function cycle(linker: Linker, piece: ImportPiece, start: number): Diagnostic {
  const paths = linker.chain.slice(start).map((id) => linker.get(id)?.style.path ?? id);
  const chain = [...paths, paths[0]].join(" → ");
  const row = codes["style/import-cycle"];
  return {
    code: "style/import-cycle",
    severity: row.severity,
    message: row.message.replace("{chain}", () => chain),
    ...(row.hint === undefined ? {} : { hint: row.hint }),
    location: piece.location,
  };
}

const rpxPattern = new RegExp(`[${Marker.rpx}${Marker.rpxTerm}]([^${Marker.end}]*)${Marker.end}`, "g");
const lengthPattern = new RegExp(`${Marker.rpx}([^${Marker.end}]*)${Marker.end}`, "g");
const termPattern = new RegExp(`${Marker.rpxTerm}([^${Marker.end}]*)${Marker.end}`, "g");
const urlPattern = new RegExp(`${Marker.url}([^${Marker.end}]*)${Marker.end}`, "g");

function fillUrls(css: string, linker: Linker, moduleId: string): string {
  if (!css.includes(Marker.url)) return css;
  const { assetUrl } = linker.options;
  return css.replace(urlPattern, (_, target: string) => printTarget(assetUrl ? assetUrl(target, moduleId) : target));
}

function fill(css: string, linker: Linker): string {
  // With a source map this runs for every declaration, and most contain no marker.
  if (!someMarker.test(css)) return css;
  const { scope, rpx, component } = linker.options;
  let out = css;
  if (rpx.kind === "px") {
    out = out.replace(rpxPattern, (_, n: string) => `${pixels(Number(n), rpx.deviceWidth)}px`);
  } else {
    out = out.replace(lengthPattern, "calc(var(--rpx)*$1)");
    if (out.includes(Marker.rpxTerm)) out = out.replace(termPattern, "(var(--rpx)*$1)");
  }
  out = out.replaceAll(Marker.scope, scope);
  if (out.includes(Marker.root)) out = out.replaceAll(Marker.root, component ? `:where(${linker.host}) ` : "");
  return out.includes(Marker.host) ? out.replaceAll(Marker.host, linker.host) : out;
}

/**
 * Converts `n` rpx like WeChat's compiler for a screen of `width` pixels: whole pixels, and at least 1 unless `n` is 0.
 */
function pixels(n: number, width: number): number {
  if (n === 0) return 0;
  const whole = Math.floor((n / 750) * width + 1e-4);
  return whole === 0 ? 1 : whole;
}
