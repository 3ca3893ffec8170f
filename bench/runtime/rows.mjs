/** The data change of each operation, the same for all candidates: whole rows to set, or values at paths. */

let seed = 1;
let nextId = 1;

export function makeRows(count) {
  return Array.from({ length: count }, () => {
    seed = (seed * 16807) % 2147483647;
    const id = nextId++;
    return { id, label: `label ${seed % 1000} of ${id}`, hot: id % 3 === 0, on: false };
  });
}

/**
 * @param {string} name
 * @param {readonly object[]} rows before
 * @returns {{ rows: object[], set: Record<string, unknown> }} the rows afterwards, and what `setData` gets
 */
export function change(name, rows) {
  const whole = (next) => ({ rows: next, set: { rows: next } });
  const at = (places) => {
    const next = rows.slice();
    for (const [i, row] of places) next[i] = row;
    return next;
  };
  const middle = rows.length >> 1;
  switch (name) {
    case "create":
    case "replace":
      return whole(makeRows(rows.wanted));
    case "append":
      return whole(rows.concat(makeRows(1000)));
    case "update": {
      const row = { ...rows[middle], label: `${rows[middle].label} !` };
      return { rows: at([[middle, row]]), set: { [`rows[${middle}].label`]: row.label } };
    }
    case "select": {
      const row = { ...rows[middle], on: !rows[middle].on };
      return { rows: at([[middle, row]]), set: { [`rows[${middle}].on`]: row.on } };
    }
    case "swap": {
      const last = rows.length - 2;
      const next = at([
        [1, rows[last]],
        [last, rows[1]],
      ]);
      return { rows: next, set: { "rows[1]": rows[last], [`rows[${last}]`]: rows[1] } };
    }
    case "remove":
      return whole(rows.filter((_, i) => i !== middle));
    case "clear":
      return whole([]);
    default:
      throw new Error(name);
  }
}
