/** The words that the scanner looks for, grouped by length, so that most names cost one look-up. */
import { environmentName } from "./environment.ts";

export const OTHER = 0;
export const BEFORE_OPERAND = 1;
export const BEFORE_STATEMENT = 2;
export const CONTROL_WORD = 3;
export const DECLARE = 4;
export const COMMONJS = 5;
export const REQUIRE = 6;
export const REQUIRE_PLUGIN = 7;
export const CREATE_WORKER = 8;
export const IMPORT = 9;
export const EXPORT = 10;
export const ENVIRONMENT = 11;

interface Word {
  readonly word: string;
  /** Code of its first character. */
  readonly first: number;
  readonly meaning: number;
}

const wordsByLength: readonly (readonly Word[])[] = createWords();

/** The meaning of the word at an offset, one of the constants above. */
export function wordAt(text: string, at: number, length: number): number {
  const words = wordsByLength[length];
  if (words === undefined) return OTHER;
  const c = text.charCodeAt(at);
  // Not `for…of`: this runs for every name in an app's scripts, and the iterator would cost more than the comparison.
  for (let i = 0; i < words.length; i++) {
    const { word, first, meaning } = words[i] as Word;
    if (first === c && text.startsWith(word, at)) return meaning;
  }
  return OTHER;
}

function createWords(): Word[][] {
  const table: Word[][] = [];
  const add = (meaning: number, words: string): void => {
    for (const word of words.split(" ")) (table[word.length] ??= []).push({ word, first: word.charCodeAt(0), meaning });
  };
  add(BEFORE_OPERAND, "return typeof case in instanceof new delete void throw extends default");
  add(BEFORE_STATEMENT, "else do try finally");
  add(CONTROL_WORD, "if while for with switch");
  add(DECLARE, "var let const function");
  add(COMMONJS, "module exports");
  add(REQUIRE, "require");
  add(REQUIRE_PLUGIN, "requirePlugin");
  add(CREATE_WORKER, "createWorker");
  add(IMPORT, "import");
  add(EXPORT, "export");
  add(ENVIRONMENT, environmentName);
  return table;
}
