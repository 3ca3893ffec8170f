/**
 * Stylesheets: compiles WXSS, Less and Sass to CSS. Phases: preprocess, parse, compile (once per file), link (once per
 * emitted stylesheet).
 */
export { parseStyle } from "./parse.ts";
export { compileStyle, componentSelectorDiagnostics, styleDependencies } from "./compile.ts";
export type { CompiledStyle, CssPiece, ImportPiece, StyleOptions, StylePiece } from "./fragment.ts";
export { linkStyle } from "./link.ts";
export type { LinkableStyle, LinkedStyle, LinkStyleOptions } from "./link.ts";
export { isolationPlan } from "./isolation.ts";
export type { IsolationPlan, StyleIsolation } from "./isolation.ts";
export { resolveStyle } from "./resolve.ts";
export { compileSheet } from "./sheet.ts";
export type { Sheet, SheetOptions } from "./sheet.ts";
export { compileStyleModule } from "./module.ts";
export type { StyleModule, StyleModuleOptions } from "./module.ts";
export { commonSheets } from "./common-sheet.ts";
export type { CommonSheets, CommonSheetSettings } from "./common-sheet.ts";
export { styleLanguage } from "./preprocess.ts";
export type { LessModule } from "./less.ts";
export type { SassModule } from "./sass.ts";
export type { Preprocessed, Preprocessors, StyleLanguage } from "./preprocess.ts";
export type { StyleSheet } from "./ast.ts";
