/** Diagnostics as SARIF 2.1.0 (OASIS), for code scanning services. */
import { codes } from "./codes.ts";
import type { Code } from "./codes.ts";
import type { CodeRow } from "./codes/row.ts";
import type { Diagnostic, Location } from "./diagnostic.ts";

export interface SarifOptions {
  /** The compiler's version; omitted if unknown. */
  readonly version?: string;
}

/**
 * One log with one run. The rules are the rows of the codes that occur, in code-unit order. Paths are relative to
 * `SRCROOT`, the project's root.
 */
export function formatSarif(diagnostics: readonly Diagnostic[], options: SarifOptions = {}): string {
  const used = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const ruleIndex = new Map(used.map((code, index) => [code, index]));
  const driver = {
    name: "miniapp",
    ...(options.version === undefined ? {} : { version: options.version, semanticVersion: options.version }),
    rules: used.map(ruleOf),
  };
  const results = diagnostics.map((diagnostic) => resultOf(diagnostic, ruleIndex.get(diagnostic.code) as number));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [{ tool: { driver }, columnKind: "utf16CodeUnits", results }],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function ruleOf(code: Code): object {
  const row: CodeRow = codes[code];
  return {
    id: code,
    shortDescription: { text: row.message },
    fullDescription: { text: row.explain },
    help: { text: row.hint ?? row.explain, markdown: row.explain },
    defaultConfiguration: { level: row.severity },
  };
}

function resultOf({ code, severity, message, hint, location, related = [] }: Diagnostic, ruleIndex: number): object {
  return {
    ruleId: code,
    ruleIndex,
    level: severity,
    message: { text: hint === undefined ? message : `${message}\n${hint}` },
    ...(location ? { locations: [{ physicalLocation: physicalLocation(location) }] } : {}),
    ...(related.length > 0
      ? {
          relatedLocations: related.map((each, index) => ({
            id: index + 1,
            message: { text: each.message },
            physicalLocation: physicalLocation(each.location),
          })),
        }
      : {}),
  };
}

function physicalLocation({ file, start, end }: Location): object {
  return {
    artifactLocation: { uri: file.split("/").map(encodeURIComponent).join("/"), uriBaseId: "SRCROOT" },
    region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
  };
}
