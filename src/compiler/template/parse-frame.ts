/** The parser's open tags, and the lists that collect the parts of a file. */
import type { Span } from "../source/text.ts";
import type { DefinitionNode, IfBranch, ImportNode, TemplateNode, WxsNode } from "./ast.ts";
import type { StartTag } from "./parse-tag.ts";

/** An open tag; the frame of the file itself has no head. */
export interface Frame {
  readonly head: StartTag | undefined;
  readonly children: TemplateNode[];
  /** The `wx:if` chain that an `wx:else` among the children may continue. */
  chain: Chain | undefined;
  /** Why the last `wx:if` cannot be continued. */
  chainNote: { readonly message: string; readonly span: Span } | undefined;
  /** A wrong end tag was reported inside, so do not also report this tag as unclosed. */
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

/** The parts of a file besides its nodes. */
export interface FileParts {
  readonly definitions: DefinitionNode[];
  readonly imports: ImportNode[];
  readonly wxs: WxsNode[];
}

export function openFrame(head: StartTag | undefined): Frame {
  // A separate variable, because V8 creates nested literals from a boilerplate copy, which takes several times as long.
  const children: TemplateNode[] = [];
  return { head, children, chain: undefined, chainNote: undefined, hasStrayEnd: false, code: undefined };
}
