/**
 * Scans JSON text without building a value. A quick pass over text that `JSON.parse` accepted counts depth and members;
 * a careful pass over text it rejected finds the errors and their positions.
 *
 * V8's own messages differ between Node versions and point past a trailing comma, so the careful pass has its own
 * grammar. It keeps its stack in an array, so that deeply nested text cannot overflow the call stack.
 */
import type { Span } from "../source/text.ts";

/** Deeper nesting is refused; the deepest manifest found in real projects has seven levels. */
export const maximumDepth = 128;

export interface QuickScan {
  /** How many `key: value` pairs the text has. If the parsed value has fewer, there are duplicate keys. */
  readonly members: number;
  readonly depth: number;
}

/** Counts members and nesting. The text must be valid JSON. */
export function quickScan(text: string): QuickScan {
  let members = 0;
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 34: // "
        i = endOfString(text, i) - 1;
        break;
      case 58: // :
        members++;
        break;
      case 123: // {
      case 91: // [
        if (++depth > deepest) deepest = depth;
        break;
      case 125: // }
      case 93: // ]
        depth--;
        break;
    }
  }
  return { members, depth: deepest };
}

/** The offset after the valid string literal that begins at `start`. */
export function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return text.length;
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === 92) backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

export interface Fault extends Span {
  readonly reason: string;
}

export interface DuplicateKey extends Span {
  readonly key: string;
  readonly first: Span;
}

export interface CarefulScan {
  /** The first error after which the structure is unreliable. */
  readonly fault: Fault | undefined;
  readonly comments: readonly Span[];
  readonly trailingCommas: readonly Span[];
  readonly duplicates: readonly DuplicateKey[];
  readonly depth: number;
}

interface Frame {
  readonly object: boolean;
  readonly start: number;
  /** Decoded keys seen so far; absent for arrays. */
  readonly keys: Map<string, Span> | undefined;
}

/**
 * Scans JSON with comments and trailing commas, up to the first other error. Never throws. Duplicate keys are found by
 * their decoded value.
 */
export function carefulScan(text: string): CarefulScan {
  return new Scanner(text).scan();
}

class Scanner {
  private readonly text: string;
  private at = 0;
  private readonly stack: Frame[] = [];
  private readonly comments: Span[] = [];
  private readonly trailingCommas: Span[] = [];
  private readonly duplicates: DuplicateKey[] = [];
  private fault: Fault | undefined;
  private deepest = 0;

  constructor(text: string) {
    this.text = text;
  }

  scan(): CarefulScan {
    this.skip();
    this.value();
    while (!this.fault && this.stack.length > 0) this.afterValue();
    if (!this.fault) {
      this.skip();
      if (this.at < this.text.length)
        this.fail(this.at, this.tokenEnd(this.at), "there is text after the end of the JSON value");
    }
    return {
      fault: this.fault,
      comments: this.comments,
      trailingCommas: this.trailingCommas,
      duplicates: this.duplicates,
      depth: this.deepest,
    };
  }

  private fail(start: number, end: number, reason: string): void {
    this.fault ??= { start, end: Math.min(Math.max(end, start), this.text.length), reason };
  }

  /** Skips white space and comments. */
  private skip(): void {
    const { text } = this;
    for (;;) {
      const c = text.charCodeAt(this.at);
      if (c === 32 || c === 9 || c === 10 || c === 13) this.at++;
      else if (c === 47 && text.charCodeAt(this.at + 1) === 47) {
        const start = this.at;
        while (this.at < text.length && !isLineEnd(text.charCodeAt(this.at))) this.at++;
        this.comments.push({ start, end: this.at });
      } else if (c === 47 && text.charCodeAt(this.at + 1) === 42) {
        const end = text.indexOf("*/", this.at + 2);
        if (end < 0) {
          this.fail(this.at, this.at + 2, "this comment is never closed");
          this.at = text.length;
          return;
        }
        this.comments.push({ start: this.at, end: end + 2 });
        this.at = end + 2;
      } else return;
    }
  }

  /** Reads a value. For an object or array, opens a frame and continues with its first value. */
  private value(): void {
    while (!this.fault) {
      const c = this.text.charCodeAt(this.at);
      if (c !== 123 && c !== 91) return this.scalar();
      const object = c === 123;
      this.stack.push({ object, start: this.at, keys: object ? new Map() : undefined });
      if (this.stack.length > this.deepest) this.deepest = this.stack.length;
      this.at++;
      this.skip();
      if (this.text.charCodeAt(this.at) === (object ? 125 : 93)) return this.close();
      if (object && !this.key()) return;
    }
  }

  private close(): void {
    this.at++;
    this.stack.pop();
  }

  /** Continues after a value: a comma and the next value, or the end of the innermost object or array. */
  private afterValue(): void {
    const frame = this.stack[this.stack.length - 1] as Frame;
    const end = frame.object ? 125 : 93;
    this.skip();
    if (this.fault) return;
    const c = this.text.charCodeAt(this.at);
    if (c === end) return this.close();
    if (c !== 44) return this.missingSeparator(frame);
    const comma = this.at++;
    this.skip();
    if (this.fault) return;
    if (this.text.charCodeAt(this.at) === end) {
      this.trailingCommas.push({ start: comma, end: comma + 1 });
      return this.close();
    }
    if (!frame.object || this.key()) this.value();
  }

  private missingSeparator(frame: Frame): void {
    const close = frame.object ? "}" : "]";
    if (this.at >= this.text.length) {
      const open = frame.object ? "{" : "[";
      this.fail(frame.start, frame.start + 1, `this \`${open}\` is never closed by \`${close}\``);
    } else this.fail(this.at, this.tokenEnd(this.at), `expected \`,\` or \`${close}\` here, not ${this.tokenName()}`);
  }

  /** Reads `"key":` and the space after it; false after an error. */
  private key(): boolean {
    const start = this.at;
    const c = this.text.charCodeAt(start);
    if (c !== 34) {
      const end = this.tokenEnd(start);
      if (start >= this.text.length) this.missingSeparator(this.stack[this.stack.length - 1] as Frame);
      else if (c === 39 || isWord(c)) this.fail(start, end, "a key must be in double quotes");
      else if (c === 44) this.fail(start, end, "there is a comma with nothing before it");
      else this.fail(start, end, `expected a key in double quotes here, not ${this.tokenName()}`);
      return false;
    }
    if (!this.string()) return false;
    const span = { start, end: this.at };
    const name = JSON.parse(this.text.slice(start, this.at)) as string;
    const keys = this.stack[this.stack.length - 1]?.keys;
    const first = keys?.get(name);
    if (first) this.duplicates.push({ ...span, key: name, first });
    keys?.set(name, span);
    this.skip();
    if (this.fault) return false;
    if (this.text.charCodeAt(this.at) !== 58) {
      this.fail(this.at, this.tokenEnd(this.at), `expected \`:\` after a key, not ${this.tokenName()}`);
      return false;
    }
    this.at++;
    this.skip();
    return !this.fault;
  }

  private scalar(): void {
    const { text } = this;
    const start = this.at;
    const c = text.charCodeAt(start);
    if (c === 34) {
      this.string();
      return;
    }
    const end = this.tokenEnd(start);
    const token = text.slice(start, end);
    if (token === "true" || token === "false" || token === "null" || isNumber(token)) this.at = end;
    else if (start >= text.length) this.fail(start, start, "the file ends where a value is expected");
    else if (c === 39) this.fail(start, end, "a string must be in double quotes");
    else if (c === 44) this.fail(start, end, "there is a comma with nothing before it");
    else if (isWord(c) || c === 45 || c === 43 || c === 46) this.fail(start, end, `\`${token}\` is not a JSON value`);
    else this.fail(start, end, `expected a value here, not ${this.tokenName()}`);
  }

  /** Reads a string literal; false after an error. */
  private string(): boolean {
    const { text } = this;
    const start = this.at;
    for (let i = start + 1; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c === 34) {
        this.at = i + 1;
        return true;
      }
      if (c === 92) {
        const length = escapeLength(text, i);
        if (length === 0) {
          this.fail(i, i + 2, `\`${text.slice(i, i + 2)}\` is not a valid escape in JSON`);
          return false;
        }
        i += length - 1;
      } else if (isLineEnd(c)) {
        this.fail(start, i, "this string has no closing quote on its line");
        return false;
      } else if (c < 32) {
        this.fail(i, i + 1, "a control character in a string must be written as an escape");
        return false;
      }
    }
    this.fail(start, text.length, "this string has no closing quote");
    return false;
  }

  private tokenEnd(start: number): number {
    const { text } = this;
    let end = start;
    if (text.charCodeAt(start) === 39) {
      const close = text.indexOf("'", start + 1);
      const line = text.slice(start, close + 1);
      return close < 0 || line.includes("\n") ? start + 1 : close + 1;
    }
    while (end < text.length && isTokenPart(text.charCodeAt(end))) end++;
    return end > start ? end : Math.min(start + 1, text.length);
  }

  private tokenName(): string {
    if (this.at >= this.text.length) return "the end of the file";
    if (this.text.charCodeAt(this.at) === 34) return "a string";
    const token = this.text.slice(this.at, this.tokenEnd(this.at));
    return token.length > 24 ? `\`${token.slice(0, 24)}…\`` : `\`${token}\``;
  }
}

/** The length of the escape at `at`, 0 if it is invalid. */
function escapeLength(text: string, at: number): number {
  const c = text.charAt(at + 1);
  if (c === "u") return /^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6)) ? 6 : 0;
  return c !== "" && '"\\/bfnrt'.includes(c) ? 2 : 0;
}

function isLineEnd(c: number): boolean {
  return c === 10 || c === 13;
}

function isWord(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95 || c === 36 || c > 127;
}

function isTokenPart(c: number): boolean {
  return isWord(c) || c === 45 || c === 43 || c === 46;
}

function isNumber(token: string): boolean {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(token);
}
