/**
 * The table of diagnostic codes. Codes are permanent: one may be retired, never reused.
 *
 * The message says what happened and why, the hint what to do; neither repeats the position. `explain` is the text that
 * `miniapp explain CODE` and docs/diagnostics.md show. Rows are grouped by room, in codes/.
 */
import type { CodeRow } from "./codes/row.ts";
import { assetCodes } from "./codes/asset.ts";
import { buildCodes } from "./codes/build.ts";
import { graphCodes } from "./codes/graph.ts";
import { manifestCodes } from "./codes/manifest.ts";
import { scriptCodes } from "./codes/script.ts";
import { styleCodes } from "./codes/style.ts";
import { templateCodes } from "./codes/template.ts";
import { wxsCodes } from "./codes/wxs.ts";

export const codes = {
  ...manifestCodes,
  ...graphCodes,
  ...templateCodes,
  ...wxsCodes,
  ...styleCodes,
  ...scriptCodes,
  ...assetCodes,
  ...buildCodes,
} as const satisfies Record<string, CodeRow>;

export type Code = keyof typeof codes;
