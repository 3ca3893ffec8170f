/** Random `setData` paths and values for the data of `random-template.ts` and `component-app.ts`, from a seed. */

type Values = Record<string, unknown>;

export function createRandomUpdates(seed: number): () => Values {
  let state = seed >>> 0 || 1;
  const random = (count: number): number => {
    // xorshift
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % count;
  };
  const pick = <T>(values: readonly T[]): T => values[random(values.length)] as T;
  const scalar = () => pick<unknown>(["", "x", "y", "name", 0, 1, 2, 3, true, false, null]);
  const tags = () => Array.from({ length: random(4) }, () => pick(["a", "b", "c", "", "x"]));
  const item = (): Values => ({
    id: random(7),
    name: pick(["", "x", "y", "long"]),
    on: random(2) === 0,
    tags: tags(),
    sub: { x: scalar(), y: scalar() },
  });
  const list = (): Values[] => {
    const ids = new Set<number>();
    return Array.from({ length: random(7) }, item).filter(({ id }) => !ids.has(id as number) && ids.add(id as number));
  };
  const changes: readonly (() => [string, unknown])[] = [
    () => ["list", list()],
    () => ["list", list()],
    () => [`list[${random(6)}]`, item()],
    () => [`list[${random(6)}].${pick(["name", "on", "tags", "sub.x"])}`, scalar()],
    () => [`list[${random(6)}].tags`, tags()],
    () => ["map", Object.fromEntries(list().map((one) => [`k${String(one["id"])}`, one]))],
    () => [`map.k${random(5)}.name`, scalar()],
    () => [pick(["a", "b", "i", "n", "s", "text"]), scalar()],
    () => ["text", pick(["", "x", "y", "long"])],
    () => [pick(["b.c", "b.d.e", "b.d"]), scalar()],
    () => ["on", random(2) === 0],
    () => ["which", pick(["one", "two", "rec", "none", "a", "b", ""])],
  ];
  return () => Object.fromEntries(Array.from({ length: 1 + random(3) }, () => pick(changes)()));
}
