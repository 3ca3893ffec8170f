/**
 * ES modules among CommonJS ones, as the field knows them from Babel.
 *
 * esbuild turns `export` and default imports into CommonJS with a dozen lines of helpers in front of every module:
 * half a kilobyte each, and with two differences that break real apps. It replaces `module.exports` by a copy, so that
 * a later `exports.x =` (legal beside `export`, and written in WeChat's own demo) is lost; and it copies the names of
 * a module when it is imported, so that names which appear later in an import cycle are lost too. So its helpers are
 * taken out and their names bound to `module.esm`, one object that the linker gives to every module.
 *
 * esbuild's version is pinned exactly, and a test holds the text of its helpers for every target.
 */
import { skipRegExp, skipSpace, skipString, skipTemplateChunk, isNameStart, skipName } from "./lexer.ts";

/**
 * The source of an expression whose value the linker puts into each chunk once and gives to each module as
 * `module.esm`:
 *
 * - `define(exports, getters)` marks an ES module and defines its live bindings. A binding can be read before its
 *   declaration has run (it is then `undefined`, as where `export` became an assignment), and assigning to
 *   `exports.x` from outside replaces it.
 * - `star(exports, from)` is `export * from`: own names win.
 * - `load(value)` is what an importer sees of a module: an ES module as it is, anything else as
 *   `{ default: value, ...names }`. If that is a function it can be called, because `import * as f` with `f()` is how
 *   TypeScript without `esModuleInterop` writes it.
 */
export const esmSource =
  "(function(){" +
  "var d=Object.defineProperty,h=Object.prototype.hasOwnProperty;" +
  "function p(o,k,g){d(o,k,{enumerable:true,configurable:true,get:g,set:function(v){" +
  "d(o,k,{enumerable:true,configurable:true,writable:true,value:v})}})}" +
  "function q(g){return function(){try{return g()}catch(e){if(!(e instanceof ReferenceError))throw e}}}" +
  "function c(o,f){if(f&&(typeof f==='object'||typeof f==='function'))Object.getOwnPropertyNames(f).forEach(" +
  "function(k){if(k!=='default'&&k!=='__esModule'&&!h.call(o,k)&&h.propertyIsEnumerable.call(f,k))" +
  "p(o,k,function(){return f[k]})})}" +
  "function f(m){var n=function(){return new.target?Reflect.construct(m,arguments):m.apply(this,arguments)};" +
  "delete n.name;delete n.length;return n}" +
  "return{" +
  "define:function(o,g){if(!h.call(o,'__esModule'))d(o,'__esModule',{value:true,configurable:true,writable:true});" +
  "for(var k in g)p(o,k,q(g[k]))}," +
  "star:function(o,f){c(o,f)}," +
  "load:function(m){if(m&&m.__esModule)return m;" +
  "var n=typeof m==='function'?f(m):{};c(n,m);n.default=m;return n}" +
  "}})()";

/** esbuild's output with its helpers bound to `module.esm`. */
export interface Rebound {
  readonly code: string;
  /** How many characters, and how many whole lines, of esbuild's text the new beginning stands for. */
  readonly removed: { readonly length: number; readonly lines: number };
  /** What stands there now; it has no line end of its own unless whole lines were removed. */
  readonly prelude: string;
}

interface Declarator {
  readonly name: string;
  readonly value: string;
}

/**
 * Takes esbuild's module helpers out of the front of `code`.
 *
 * @param options `strict`: the module is strict whatever it says itself; `statements`: to be put in front, behind the
 *   directives
 */
export function rebindHelpers(
  code: string,
  options: { readonly strict: boolean; readonly statements: string },
): Rebound {
  const start = directivesEnd(code);
  const { declarators, end } = readPrelude(code, start);
  const bound: string[] = [];
  const base: Declarator[] = [];
  const others: Declarator[] = [];
  for (const declarator of declarators) {
    const value = bindingFor(declarator.value);
    if (value !== undefined) {
      if (value !== "") bound.push(`${declarator.name}=${value}`);
    } else if (isBuiltIn(declarator.value)) base.push(declarator);
    else others.push(declarator);
  }
  const directives = options.strict ? '"use strict";' : code.slice(0, start).replaceAll("\n", "");
  const front = directives + options.statements;
  if (bound.length === 0) return replaceStart(code, start, front);
  // Helpers of another kind (class fields, decorators, …) use the same short names for built-ins.
  const kept = others.length > 0 ? [...base, ...others].map(({ name, value }) => `${name}=${value}`) : [];
  return replaceStart(code, end, `${front}var ${[...kept, ...bound].join(",")};`);
}

function replaceStart(code: string, end: number, statements: string): Rebound {
  let removedLines = 0;
  for (let i = code.indexOf("\n"); i >= 0 && i < end; i = code.indexOf("\n", i + 1)) removedLines++;
  const prelude = removedLines > 0 ? `${statements}\n` : statements;
  const lines = removedLines - (prelude.split("\n").length - 1);
  return { code: prelude + code.slice(end), removed: { length: end, lines }, prelude };
}

/** The end of the strings that stand as statements at the very beginning, as esbuild prints them. */
function directivesEnd(code: string): number {
  return /^(?:"(?:[^"\\\n]|\\.)*";\n?)*/.exec(code)?.[0].length ?? 0;
}

/** What stands for a helper of esbuild's: `""` if it is not needed any more, `undefined` if it is none of ours. */
function bindingFor(value: string): string | undefined {
  if (value.includes("__esModule")) {
    return /\(\{\}, ?"__esModule"/.test(value) ? "()=>exports" : "module.esm.load";
  }
  if (value.includes("getOwnProperty") || !value.includes("=>")) return undefined;
  if (/^\([\w$]+, ?[\w$]+\) ?=> ?\{\s*for ?\(var/.test(value) && /\{ ?get: ?/.test(value)) {
    return "(t,g)=>module.esm.define(exports,g)";
  }
  if (/^\([\w$]+, ?[\w$]+, ?[\w$]+\) ?=> ?\([\w$]+\([\w$]+, ?[\w$]+, ?"default"\)/.test(value)) {
    return "(t,f)=>module.esm.star(exports,f)";
  }
  if (/^\([\w$]+, ?[\w$]+, ?[\w$]+, ?[\w$]+\) ?=> ?\{\s*if ?\([\w$]+ ?&& ?typeof/.test(value)) {
    return /get: ?\(\) ?=>/.test(value) ? "" : undefined;
  }
  return undefined;
}

const isBuiltIn = (value: string): boolean => value.startsWith("Object.") || value.startsWith("Reflect.");

/** Reads the `var` statements of helpers at the front, up to the first statement that is the module's own. */
function readPrelude(code: string, from: number): { declarators: readonly Declarator[]; end: number } {
  const declarators: Declarator[] = [];
  let end = from;
  let at = skipSpace(code, from);
  while (code.startsWith("var ", at)) {
    const statement: Declarator[] = [];
    let i = at + 3;
    do {
      i = skipSpace(code, i + 1);
      if (!isNameStart(code.charCodeAt(i))) return { declarators, end };
      const nameEnd = skipName(code, i);
      const equals = skipSpace(code, nameEnd);
      const start = skipSpace(code, equals + 1);
      const valueEnd = code.charCodeAt(equals) === 61 ? skipValue(code, start) : equals;
      const value = code.slice(start, valueEnd);
      if (!looksLikeHelper(value)) return { declarators, end };
      statement.push({ name: code.slice(i, nameEnd), value });
      i = valueEnd;
    } while (code.charCodeAt(i) === 44);
    if (declarators.length === 0 && !isBuiltIn((statement[0] as Declarator).value)) break;
    declarators.push(...statement);
    end = code.charCodeAt(i) === 59 ? i + 1 : i;
    if (code.charCodeAt(end) === 10) end++;
    at = skipSpace(code, end);
  }
  return { declarators, end };
}

function looksLikeHelper(value: string): boolean {
  return isBuiltIn(value) || value.startsWith("[") || /^(?:\([^()]*(?:\{\})?[^()]*\)|[\w$]+) ?=>/.test(value);
}

/** The offset of the comma or semicolon after an initial value. */
function skipValue(code: string, at: number): number {
  let depth = 0;
  for (let i = at; i < code.length; i++) {
    switch (code.charCodeAt(i)) {
      case 34:
      case 39:
        i = skipString(code, i) - 1;
        break;
      case 96:
        i = skipTemplateChunk(code, i + 1) - 1;
        break;
      case 47:
        if (code.charCodeAt(i + 1) === 47 || code.charCodeAt(i + 1) === 42) i = skipSpace(code, i) - 1;
        else if (code.charCodeAt(i - 1) === 61) i = Math.max(i, skipRegExp(code, i) - 1);
        break;
      case 40:
      case 91:
      case 123:
        depth++;
        break;
      case 41:
      case 93:
      case 125:
        if (--depth < 0) return i;
        break;
      case 44:
      case 59:
        if (depth === 0) return i;
        break;
      default:
    }
  }
  return code.length;
}
