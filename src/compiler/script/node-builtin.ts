/** Modules that only Node.js has: a mini-program that asks for one gets a better answer than "not found". */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import type { Dependency, SourceText } from "../source/index.ts";

const names =
  "assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain " +
  "events fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl " +
  "stream string_decoder sys timers tls tty url util v8 vm wasi worker_threads zlib";

/** The name of the Node.js module that a specifier means, without `node:` and subpath, or `undefined`. */
export function nodeBuiltin(specifier: string): string | undefined {
  const bare = specifier.startsWith("node:") ? specifier.slice(5) : specifier;
  const name = bare.split("/")[0] as string;
  return specifier.startsWith("node:") || ` ${names} `.includes(` ${name} `) ? name : undefined;
}

/**
 * What to say of a dependency that could not be found: a diagnostic if it is one of Node.js's own modules, nothing if
 * it is not, or if it stands in `try`, where the author reckons with its absence.
 */
export function missingBuiltin(source: SourceText, dependency: Dependency): Diagnostic | undefined {
  const name = nodeBuiltin(dependency.specifier);
  if (name === undefined) return undefined;
  return createDiagnostic("script/node-builtin", { name }, { source, span: dependency.span });
}
