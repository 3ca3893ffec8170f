/**
 * wxs modules: `.wxs` files and the code of inline `<wxs>`.
 *
 * parse reads and analyses, compile applies the edits. Compiled code is one JavaScript function expression that can
 * access only its four parameters:
 *
 *   function(module, exports, require, $wxs) { … }
 *
 * `$wxs` is created by src/runtime/logic/wxs-globals.ts. `exports` is passed as undefined, because wxs has no such
 * name. The function works in sloppy and in strict code.
 */
import type { Dependency } from "../../source/language.ts";
import type { WxsAst } from "./ast.ts";
import { compileWxs } from "./compile.ts";
import type { CompiledWxs } from "./compile.ts";
import { parseWxs } from "./parse.ts";
import type { WxsOptions } from "./parse.ts";

export type { WxsAst } from "./ast.ts";
export { compileWxs, parseWxs };
export type { CompiledWxs, WxsOptions };

/** The specifiers of `require("…")`, as written. */
export function wxsDependencies(ast: WxsAst): readonly Dependency[] {
  return ast.requires;
}
