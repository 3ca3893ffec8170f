/**
 * Maps positions in generated CSS back to the Less or Sass source, so that diagnostics, dependencies and source maps
 * refer to what the author wrote.
 */
import { GREATEST_LOWER_BOUND, TraceMap, originalPositionFor } from "@jridgewell/trace-mapping";
import { locate } from "../diagnostics/index.ts";
import type { Diagnostic, Location } from "../diagnostics/index.ts";
import { offsetAt } from "../source/index.ts";
import type { Dependency, Position, SourceText, Span } from "../source/index.ts";
import { positionAt } from "../source/index.ts";
import type { CompiledStyle, CssPiece } from "./fragment.ts";
import type { Preprocessed } from "./preprocess.ts";

interface Origin {
  readonly diagnostics: (diagnostics: readonly Diagnostic[]) => Diagnostic[];
  readonly style: (style: CompiledStyle) => CompiledStyle;
  /** Converts spans to positions in the entry file; a position in another file becomes the beginning of the entry. */
  readonly dependencies: (dependencies: readonly Dependency[]) => Dependency[];
}

/**
 * Creates the mapping for one stylesheet.
 * @param entry the author's source
 * @param path the entry's host path
 * @param css the generated CSS
 */
export function createOrigin(entry: SourceText, path: string, css: SourceText, preprocessed: Preprocessed): Origin {
  const { map, sources, linesAhead } = preprocessed;
  const trace = map === undefined ? undefined : new TraceMap(map);
  const find = ({ line, column }: Position): { source: SourceText; offset: number } => {
    const at = trace && originalPositionFor(trace, { line, column: column - 1, bias: GREATEST_LOWER_BOUND });
    const source = at?.source == null ? undefined : sources.get(at.source);
    if (!source || at?.line == null) return { source: entry, offset: 0 };
    const lineInFile = at.source === path ? at.line - linesAhead : at.line;
    return { source, offset: lineInFile < 1 ? 0 : offsetAt(source, lineInFile, at.column + 1) };
  };
  const position = (span: Span): { source: SourceText; span: Span } => {
    const { source, offset } = find(positionAt(css, span.start));
    const text = css.text.slice(span.start, span.end);
    // A mapping may start before the actual position, e.g. at the declaration that contains the value.
    const near = source.text.indexOf(text, offset);
    const start = text !== "" && near >= 0 && near - offset < 200 ? near : offset;
    const end = start === near ? start + text.length : Math.min(start + 1, source.text.length);
    return { source, span: { start, end } };
  };
  const relocate = (location: Location): Location => {
    const start = offsetAt(css, location.start.line, location.start.column);
    const end = offsetAt(css, location.end.line, location.end.column);
    return locate(position({ start, end }));
  };
  const inEntry = (span: Span): Span => {
    const found = position(span);
    return found.source === entry ? found.span : { start: 0, end: 0 };
  };
  return {
    diagnostics: (diagnostics) => diagnostics.map((d) => (d.location ? { ...d, location: relocate(d.location) } : d)),
    dependencies: (dependencies) =>
      dependencies.map((dependency) => ({ ...dependency, span: inEntry(dependency.span) })),
    style: (style) => {
      const illegalInComponent = style.illegalInComponent.map((each) => ({ ...each, span: inEntry(each.span) }));
      return { ...relocatePieces(style, find, relocate), illegalInComponent };
    },
  };
}

function relocatePieces(
  style: CompiledStyle,
  find: (position: Position) => { source: SourceText; offset: number },
  relocate: (location: Location) => Location,
): CompiledStyle {
  const sources: string[] = [];
  const traceMarks = (piece: CssPiece): CssPiece => {
    if (!piece.marks) return piece;
    const marks: number[] = [];
    for (let i = 0; i < piece.marks.length; i += 4) {
      const [at = 0, , line = 0, column = 0] = piece.marks.slice(i, i + 4);
      const { source, offset } = find({ line: line + 1, column: column + 1 });
      let index = sources.indexOf(source.path);
      if (index < 0) index = sources.push(source.path) - 1;
      const original = positionAt(source, offset);
      marks.push(at, index, original.line - 1, original.column - 1);
    }
    return { ...piece, marks };
  };
  const pieces = style.pieces.map((piece) =>
    piece.kind === "import" ? { ...piece, location: relocate(piece.location) } : traceMarks(piece),
  );
  return { ...style, pieces, sources: sources.length > 0 ? sources : style.sources };
}
