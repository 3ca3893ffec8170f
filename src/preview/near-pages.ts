/** Suggests pages for a path that does not exist. */

/** At most three pages, the most similar first. */
export function nearPages(pages: readonly string[], wanted: string): string[] {
  const name = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
  const scored = pages.map((page) => {
    const edits = distance(page.toLowerCase(), wanted.toLowerCase());
    const isNamesake = name(page) === name(wanted) || page.endsWith(`/${wanted}`) || wanted.endsWith(`/${page}`);
    return { page, edits: isNamesake ? 0 : edits };
  });
  return scored
    .filter(({ edits }) => edits <= wanted.length / 4)
    .sort((a, b) => a.edits - b.edits || (a.page < b.page ? -1 : 1))
    .slice(0, 3)
    .map(({ page }) => page);
}

/** A message for a start page that does not exist; `undefined` if it exists. */
export function missingPage(pages: readonly string[], wanted: string): string | undefined {
  if (wanted === "" || pages.includes(wanted)) return undefined;
  const near = nearPages(pages, wanted);
  const meant = near.length === 0 ? "" : ` Similar: ${near.join(", ")}.`;
  return `The app has no page ${wanted}, so it starts as for any unknown page.${meant}`;
}

/** Number of characters to insert, delete or replace. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
