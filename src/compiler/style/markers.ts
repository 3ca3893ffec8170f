/**
 * Characters that stand in compiled css for what only the linker knows.
 *
 * They are control characters that no sheet has a use for (the parser warns about a sheet that contains one, and they
 * are printed as blanks), one each, so that a sheet stays one string and filling it is a handful of native replacements.
 */
export const Marker = {
  /** In front of a class name: the scope's prefix. */
  scope: "\u0001",
  /** In front of a number of rpx where a length may stand; the number ends at `end`. */
  rpx: "\u0002",
  /** The same inside a math function, where a plain term is enough. */
  rpxTerm: "\u0003",
  /** The component's own node. */
  host: "\u0004",
  /** In front of a selector without any class, for which a component's sheet needs an ancestor. */
  root: "\u0005",
  /** In front of the target of a local `url()`, which ends at `end`. */
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
  // Seven native searches are faster than one pattern.
  let first = -1;
  for (const marker of all) {
    const at = text.indexOf(marker);
    if (at >= 0 && (first < 0 || at < first)) first = at;
  }
  return first;
}
