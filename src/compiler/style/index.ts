/** Style sheets: WXSS, Less and Sass to css. Phases: preprocess, parse, compile (once a file), link (once a sheet). */
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
export { preprocessStyle, styleLanguage } from "./preprocess.ts";
export type { LessModule } from "./less.ts";
export type { SassModule } from "./sass.ts";
export type { Preprocessed, Preprocessors, StyleLanguage } from "./preprocess.ts";
export type { StyleSheet } from "./ast.ts";
