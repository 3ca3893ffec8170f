/**
 * Characters in compiled CSS that stand for what only the linker knows.
 *
 * They are control characters, which stylesheets do not need (the parser warns about them, and they are printed as
 * blanks). With one character each, a stylesheet stays a single string, and the linker needs only a few native
 * replacements.
 */
export const Marker = {
  /** Before a class name: the scope's prefix. */
  scope: "\u0001",
  /** Before a number of rpx where a length is allowed; the number ends at `end`. */
  rpx: "\u0002",
  /** The same inside a math function, where a plain term is enough. */
  rpxTerm: "\u0003",
  /** The component's own node. */
  host: "\u0004",
  /** Before a selector without any class, which needs an ancestor in a component's stylesheet. */
  root: "\u0005",
  /** Before the target of a local `url()`, which ends at `end`. */
  url: "\u0006",
  end: "\u0007",
} as const;

const all = Object.values(Marker);

// oxlint-disable-next-line no-control-regex
export const markerPattern = /[\u0001-\u0007]/g;

// oxlint-disable-next-line no-control-regex
export const someMarker = /[\u0001-\u0007]/;

/** The offset of the first marker in a text, or -1. */
export function findMarker(text: string): number {
  // Seven native searches are faster than one regular expression.
  let first = -1;
  for (const marker of all) {
    const at = text.indexOf(marker);
    if (at >= 0 && (first < 0 || at < first)) first = at;
  }
  return first;
}
