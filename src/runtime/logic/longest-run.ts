/**
 * Decides which rows of a list stay in place while the others move: those of a longest increasing subsequence, so that
 * the number of moves is minimal.
 *
 * @param sources new index → old index, or -1 for a new row
 * @returns by new index: 1 for a row that stays
 */
export function longestRun(sources: Int32Array): Uint8Array {
  const stays = new Uint8Array(sources.length);
  if (markIfSorted(sources, stays)) return stays;
  const previous = new Int32Array(sources.length);
  // tails[n]: the index at which the best run of length n + 1 ends.
  const tails: number[] = [];
  for (let i = 0; i < sources.length; i++) {
    const from = sources[i] as number;
    if (from < 0) continue;
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sources[tails[middle] as number] as number) < from) low = middle + 1;
      else high = middle;
    }
    previous[i] = low > 0 ? (tails[low - 1] as number) : -1;
    tails[low] = i;
  }
  for (let i = tails.at(-1) ?? -1; i >= 0; i = previous[i] as number) stays[i] = 1;
  return stays;
}

/** Fast path for the usual case: rows were only added or removed, so nothing moves. */
function markIfSorted(sources: Int32Array, stays: Uint8Array): boolean {
  let last = -1;
  for (const from of sources) {
    if (from < 0) continue;
    if (from < last) return false;
    last = from;
  }
  for (let i = 0; i < sources.length; i++) stays[i] = (sources[i] as number) < 0 ? 0 : 1;
  return true;
}
