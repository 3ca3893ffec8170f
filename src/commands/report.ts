/** Prints diagnostics for people on the terminal, and in formats for other programs. */
import kleur from "kleur";
import { formatGithub, formatJson, formatPretty, formatSarif, summaryLine } from "../compiler/diagnostics/index.ts";
import type { Diagnostic, Location, Painter } from "../compiler/diagnostics/index.ts";
import type { Io } from "./io.ts";
import { packageVersion } from "./version.ts";

export type DiagnosticFormat = "pretty" | "json" | "github" | "sarif";

/** `pretty` goes to standard error. The other formats go to standard output, even if there are no diagnostics. */
export function printDiagnostics(diagnostics: readonly Diagnostic[], format: DiagnosticFormat, io: Io): void {
  switch (format) {
    case "pretty":
      if (diagnostics.length > 0) {
        io.err(`${formatPretty(diagnostics, { paint: framePainter(io) })}${summaryLine(diagnostics)}\n`);
      }
      return;
    case "json":
      io.out(formatJson(diagnostics));
      return;
    case "github":
      io.out(formatGithub(diagnostics));
      return;
    case "sarif":
      io.out(formatSarif(diagnostics, { version: packageVersion() }));
  }
}

/** Prefixes the paths of diagnostics: annotations need paths relative to the repository's root. */
export function placedIn(diagnostics: readonly Diagnostic[], prefix: string): readonly Diagnostic[] {
  if (prefix === "") return diagnostics;
  const move = (location: Location): Location => ({ ...location, file: `${prefix}/${location.file}` });
  return diagnostics.map((diagnostic) => {
    const { location, related } = diagnostic;
    return Object.assign(
      { ...diagnostic },
      location && { location: move(location) },
      related && { related: related.map((each) => ({ message: each.message, location: move(each.location) })) },
    );
  });
}

/** kleur, with colors switched on or off for this terminal. */
export function painter(io: Io): typeof kleur {
  kleur.enabled = io.colour;
  return kleur;
}

function framePainter(io: Io): Painter {
  const paint = painter(io);
  return {
    error: (text) => paint.red(text),
    warning: (text) => paint.yellow(text),
    hint: (text) => paint.cyan(text),
    dim: (text) => paint.dim(text),
    strong: (text) => paint.bold(text),
  };
}
