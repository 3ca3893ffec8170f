/** Reads the region table. */
import type { Columns } from "./columns.ts";
import { regionTable } from "./region-table.ts";

interface Region {
  readonly name: string;
  readonly code: string;
  readonly parts: readonly Region[];
}

/** Columns for the names chosen so far. `custom` is the "all" item at the top of each column; `""` for none. */
export function regionColumns(value: readonly unknown[], level: string, custom: string): Columns {
  const depth = level === "province" ? 1 : level === "city" ? 2 : 3;
  const texts: string[][] = [];
  const indexes: number[] = [];
  for (const { list, at } of walk(value, depth, custom)) {
    const names = list.map((region) => region.name);
    texts.push(custom === "" ? names : [custom, ...names]);
    indexes.push(custom === "" ? Math.max(0, at) : at + 1);
  }
  return { texts, indexes };
}

/** Official codes of the chosen regions; "all" items have none. */
export function regionCodes(names: readonly string[], custom: string): string[] {
  return [...walk(names, names.length, custom)]
    .map(({ list, at }) => list[at]?.code ?? "")
    .filter((code) => code !== "");
}

function* walk(
  value: readonly unknown[],
  depth: number,
  custom: string,
): Generator<{ list: readonly Region[]; at: number }> {
  let list: readonly Region[] = readTable();
  for (let column = 0; column < depth; column++) {
    const wanted = value[column];
    const found = list.findIndex((region) => region.name === wanted);
    // An unknown name selects the first region; "all" has no regions below it.
    const at =
      found === -1 && (custom === "" || (wanted !== undefined && wanted !== custom)) && list.length > 0 ? 0 : found;
    yield { list, at };
    list = list[at]?.parts ?? [];
  }
}

function readTable(): Region[] {
  let province = 10;
  return regionTable
    .trim()
    .split("\n")
    .map((line) => {
      const [head = "", ...cities] = line.split(";");
      const [name, number] = numbered(head, province);
      province = number;
      return { name, code: `${number}0000`, parts: readCities(cities, String(number)) };
    });
}

function readCities(cities: readonly string[], prefix: string): Region[] {
  let city = 0;
  return cities.map((text) => {
    const [head = "", ...counties] = text.split(" ");
    const [name, number] = numbered(head, city);
    city = number;
    const code = prefix + String(number).padStart(2, "0");
    let county = 0;
    const parts = counties.map((one) => {
      const [countyName, part] = numbered(one, county);
      county = part;
      return { name: countyName, code: code + String(part).padStart(2, "0"), parts: [] };
    });
    return { name, code: `${code}00`, parts };
  });
}

function numbered(text: string, previous: number): [name: string, number: number] {
  const digits = /^\d*/.exec(text)?.[0] ?? "";
  return [text.slice(digits.length), digits === "" ? previous + 1 : Number(digits)];
}
