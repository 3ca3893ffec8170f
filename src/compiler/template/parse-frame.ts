/** Tags that wait for their end, and what the nodes of a file are collected in. */
import type { Span } from "../source/text.ts";
import type { DefinitionNode, IfBranch, ImportNode, TemplateNode, WxsNode } from "./ast.ts";
import type { StartTag } from "./parse-tag.ts";

/** A tag that is still open; the file itself has no head. */
export interface Frame {
  readonly head: StartTag | undefined;
  readonly children: TemplateNode[];
  /** The `wx:if` that an `wx:else` among the children may continue. */
  chain: Chain | undefined;
  /** Why the last `wx:if` cannot be continued. */
  chainNote: { readonly message: string; readonly span: Span } | undefined;
  /** An end tag in it was wrong: that it seems unclosed now is no news. */
  hasStrayEnd: boolean;
  /** The body of `<wxs>`. */
  code: { readonly text: string; readonly span: Span } | undefined;
}

export interface Chain {
  readonly branches: IfBranch[];
  readonly span: { start: number; end: number };
  /** A definition or import after the last branch; older hosts do not allow it there. */
  interruption: Span | undefined;
}

/** What a file has besides its nodes. */
export interface FileParts {
  readonly definitions: DefinitionNode[];
  readonly imports: ImportNode[];
  readonly wxs: WxsNode[];
}

export function openFrame(head: StartTag | undefined): Frame {
  // Literals inside a literal would be copied from a model, which takes several times as long.
  const children: TemplateNode[] = [];
  return { head, children, chain: undefined, chainNote: undefined, hasStrayEnd: false, code: undefined };
}
