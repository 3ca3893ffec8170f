/** The shape of a compiled sheet: plain data that a cache may store and any number of sheets may include. */
import type { Location } from "../diagnostics/index.ts";
import type { Span } from "../source/index.ts";

export interface StyleOptions {
  readonly minify: boolean;
  readonly sourceMap: boolean;
  /** The sheet belongs to a component: selectors that WeChat does not allow there are reported. */
  readonly component: boolean;
}

/** A compiled sheet: plain data. */
export interface CompiledStyle {
  /** Path shown to people. */
  readonly path: string;
  /** Paths of the files that its rules were written in: itself, and for Less and Sass also what they read. */
  readonly sources: readonly string[];
  readonly pieces: readonly StylePiece[];
  /** Places of selectors that WeChat does not allow in a component's sheet, one per rule at most. */
  readonly illegalInComponent: readonly IllegalSelector[];
  readonly hasHost: boolean;
}

export interface IllegalSelector {
  readonly selector: string;
  /** Place in the sheet; in Less and Sass its beginning where the selector comes from another file. */
  readonly span: Span;
}

export type StylePiece = CssPiece | ImportPiece;

export interface CssPiece {
  /** `host` for a rule for the component's own node alone. */
  readonly kind: "css" | "host";
  /** With markers, see markers.ts. */
  readonly css: string;
  /** Groups of four: offset into `css`, index into `sources`, line and column (from 0) there. */
  readonly marks?: readonly number[];
}

export interface ImportPiece {
  readonly kind: "import";
  readonly specifier: string;
  readonly condition: string;
  readonly location: Location;
}
