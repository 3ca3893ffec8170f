/**
 * Interop between ES modules and CommonJS, with Babel's semantics.
 *
 * esbuild turns `export` and default imports into CommonJS with a dozen lines of helpers at the top of every module:
 * half a kilobyte each, and with two differences that break real apps. It replaces `module.exports` with a copy, so a
 * later `exports.x =` (legal next to `export`, and used in WeChat's own demo) is lost. And it copies a module's names
 * at import time, so names that appear later in an import cycle are lost. This file therefore removes esbuild's helpers
 * and binds their names to `module.esm`, an object that the linker passes to every module.
 *
 * esbuild's version is pinned exactly, and a test compares the text of its helpers for every target.
 */
import { skipRegExp, skipSpace, skipString, skipTemplateChunk, isNameStart, skipName } from "./lexer.ts";

/**
 * The source of an expression that the linker puts into each chunk once. Modules get its value as `module.esm`:
 * - `define(exports, getters)` marks an ES module and defines its live bindings. Reading a binding before its
 *   declaration has run gives `undefined`, as if `export` were an assignment; assigning to `exports.x` from outside
 *   replaces the binding.
 * - `star(exports, from)` is `export * from`: the module's own names win.
 * - `load(value)` is what an importer sees of a module: an ES module as it is, anything else as
 *   `{ default: value, ...names }`. If the value is a function, the result can be called too, because TypeScript without
 *   `esModuleInterop` writes `import * as f` and then `f()`.
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
  /** How many characters, and how many whole lines, of esbuild's text `prelude` replaces. */
  readonly removed: { readonly length: number; readonly lines: number };
  /** The new beginning. It ends in a newline only if whole lines were removed. */
  readonly prelude: string;
}

interface Declarator {
  readonly name: string;
  readonly value: string;
}

/**
 * Removes esbuild's module helpers from the beginning of `code`.
 * @param options `strict`: make the module strict even if it does not say so; `statements`: insert these after the
 * directives
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
  // Helpers for other features (class fields, decorators, …) use the same short names for built-ins, so keep those.
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

/** The end of the directive prologue, in the form in which esbuild prints it. */
function directivesEnd(code: string): number {
  return /^(?:"(?:[^"\\\n]|\\.)*";\n?)*/.exec(code)?.[0].length ?? 0;
}

/** The replacement for an esbuild helper: `""` if it is no longer needed, `undefined` if it is not a module helper. */
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

/** Reads the leading `var` statements that hold helpers, up to the module's own first statement. */
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

/** The offset of the comma or semicolon after an initializer. */
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
