/** The shape of a compiled stylesheet: plain data that can be cached and included in any number of stylesheets. */
import type { Location } from "../diagnostics/index.ts";
import type { Span } from "../source/index.ts";

export interface StyleOptions {
  readonly minify: boolean;
  readonly sourceMap: boolean;
  /** The stylesheet belongs to a component: report selectors that WeChat does not allow there. */
  readonly component: boolean;
}

/** A compiled stylesheet; plain data. */
export interface CompiledStyle {
  /** Displayed path. */
  readonly path: string;
  /** Paths of the files that contain its rules: itself, and for Less and Sass also the files they read. */
  readonly sources: readonly string[];
  readonly pieces: readonly StylePiece[];
  /** Selectors that WeChat does not allow in a component's stylesheet, at most one per rule. */
  readonly illegalInComponent: readonly IllegalSelector[];
  readonly hasHost: boolean;
}

export interface IllegalSelector {
  readonly selector: string;
  /** Position in the stylesheet. In Less and Sass, its beginning if the selector comes from another file. */
  readonly span: Span;
}

export type StylePiece = CssPiece | ImportPiece;

export interface CssPiece {
  /** `host`: a rule that applies only to the component's own node. */
  readonly kind: "css" | "host";
  /** With markers, see markers.ts. */
  readonly css: string;
  /** Source map marks in groups of four: offset into `css`, index into `sources`, line and column there (from 0). */
  readonly marks?: readonly number[];
}

export interface ImportPiece {
  readonly kind: "import";
  readonly specifier: string;
  readonly condition: string;
  readonly location: Location;
}
