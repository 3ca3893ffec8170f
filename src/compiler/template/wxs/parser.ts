/**
 * acorn, extended by the one thing in which wxs differs from sloppy JavaScript: most reserved words are ordinary names.
 *
 * WeChat's compiler accepts `var class = ''` and real libraries use it, so the tokenizer decides for each reserved word
 * whether it can be a keyword at its position. Words whose statements wxs lacks (`class`, `import`, `with` …) are
 * always names. For those that can be both (`throw`, `in`, `const` …) the adjacent tokens decide.
 */
import { Parser, tokTypes } from "acorn";
import type { Options, Program, TokenType } from "acorn";

/**
 * Parses `text` from `start` to its end. Offsets in the AST count from the beginning of `text`.
 * @throws SyntaxError with a `pos` (acorn's)
 */
export function parseProgram(text: string, start: number, onComment: (start: number, end: number) => void): Program {
  const options: Options = {
    ecmaVersion: 2024,
    sourceType: "script",
    allowReserved: true,
    onComment: (_block, _text, from, to) => onComment(from, to),
  };
  return new WxsParser(options, text, start).parse();
}

/** Reserved words that wxs accepts as names. Emitted code must not use them, nor `eval`, which strict code rejects. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set(
  (
    "await catch class const debugger enum eval export extends finally implements import in instanceof interface let " +
    "new package private protected public static super throw try with yield"
  ).split(" "),
);

/** The parts of acorn's parser that its type declarations leave out. */
interface ParserInternals {
  readonly input: string;
  readonly pos: number;
  /** The previous token's type while a word is being read. */
  readonly type: TokenType & { readonly beforeExpr: boolean };
  /** True if an expression may start here. */
  readonly exprAllowed: boolean;
  readonly containsEsc: boolean;
  readWord1(): string;
  finishToken(type: TokenType, value: string): void;
  readWord(): void;
  checkUnreserved(name: { readonly start: number; readonly name: string }): void;
  raise(offset: number, message: string): never;
  parse(): Program;
}

const Base = Parser as unknown as new (options: Options, input: string, start: number) => ParserInternals;

const ALWAYS_NAMES = new Set(["class", "debugger", "enum", "export", "extends", "import", "super", "with"]);

const keywordTypes: ReadonlyMap<string, TokenType> = new Map(
  Object.values(tokTypes as unknown as Record<string, TokenType>)
    .filter((type) => type.keyword !== undefined && !ALWAYS_NAMES.has(type.keyword))
    .map((type) => [type.keyword as string, type]),
);

class WxsParser extends Base {
  override readWord(): void {
    const word = this.readWord1();
    const keyword = this.containsEsc ? undefined : keywordTypes.get(word);
    const isName = keyword === undefined || (RESERVED_NAMES.has(word) && isNameHere(word, this));
    this.finishToken(isName ? tokTypes.name : keyword, word);
  }

  /** acorn accepts any keyword as a name until this check. */
  override checkUnreserved(name: { readonly start: number; readonly name: string }): void {
    if (keywordTypes.has(name.name) && !RESERVED_NAMES.has(name.name)) this.raise(name.start, "Unexpected token");
  }
}

/** Whether a word that can be both a keyword and a name is a name. `parser.pos` is the offset after the word. */
function isNameHere(word: string, parser: ParserInternals): boolean {
  const previous = parser.type;
  if (previous === tokTypes._var || previous === tokTypes._function || previous === tokTypes.dot) return true;
  const next = nextCode(parser.input, parser.pos);
  switch (word) {
    case "in":
    case "instanceof":
      return parser.exprAllowed;
    case "try":
      return next.code !== 123; // {
    case "catch":
    case "finally":
      return previous !== tokTypes.braceR || !(next.code === 123 || next.code === 40); // { (
    case "const":
      return !(next.code === 123 || next.code === 91 || isWordStart(next.code)); // { [
    case "throw":
      if (previous.beforeExpr && !STATEMENT_EDGES.has(previous)) return true;
      return !(isWordStart(next.code) || isOperandStart(next) || isSign(next));
    default:
      // new
      return !(isWordStart(next.code) || isOperandStart(next));
  }
}

/** Tokens after which a statement may start, among those after which an expression may start. */
const STATEMENT_EDGES: ReadonlySet<TokenType> = new Set([
  tokTypes.semi,
  tokTypes.braceL,
  tokTypes.braceR,
  tokTypes.colon,
  tokTypes._else,
  tokTypes._do,
]);

/** The first character after white space and comments, and the character after it; 0 at the end. */
interface Next {
  readonly code: number;
  readonly second: number;
}

function nextCode(text: string, from: number): Next {
  let i = from;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    const second = i + 1 < text.length ? text.charCodeAt(i + 1) : 0;
    if (c === 47 && second === 47) {
      const end = text.indexOf("\n", i);
      if (end < 0) break;
      i = end;
    } else if (c === 47 && second === 42) {
      const end = text.indexOf("*/", i + 2);
      if (end < 0) break;
      i = end + 1;
    } else if (!(c <= 32 || c === 0xa0 || c === 0xfeff || c === 0x2028 || c === 0x2029)) return { code: c, second };
    i++;
  }
  return { code: 0, second: 0 };
}

function isWordStart(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || c === 36 || c === 92 || c > 127;
}

/** Whether this starts an operand and cannot follow a name: a digit, quote, bracket, `!` or `~`. */
function isOperandStart({ code: c, second }: Next): boolean {
  if (c === 33) return second !== 61;
  return (c >= 48 && c <= 57) || c === 34 || c === 39 || c === 96 || c === 40 || c === 91 || c === 123 || c === 126;
}

/** A plus or minus that is neither doubled nor part of an assignment. */
function isSign({ code: c, second }: Next): boolean {
  return (c === 43 || c === 45) && second !== c && second !== 61;
}
