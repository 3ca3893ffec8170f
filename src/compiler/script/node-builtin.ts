/** Names of Node.js's built-in modules: a mini-program that requires one gets a better message than "not found". */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import type { Dependency, SourceText } from "../source/index.ts";

const names =
  "assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain " +
  "events fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl " +
  "stream string_decoder sys timers tls tty url util v8 vm wasi worker_threads zlib";

/** The Node.js module that a specifier names, without `node:` and subpath; otherwise `undefined`. */
export function nodeBuiltin(specifier: string): string | undefined {
  const withoutScheme = specifier.startsWith("node:") ? specifier.slice(5) : specifier;
  const name = withoutScheme.split("/")[0] as string;
  return specifier.startsWith("node:") || ` ${names} `.includes(` ${name} `) ? name : undefined;
}

/** A diagnostic if an unresolved dependency is one of Node.js's built-in modules; otherwise `undefined`. */
export function missingBuiltin(source: SourceText, dependency: Dependency): Diagnostic | undefined {
  const name = nodeBuiltin(dependency.specifier);
  if (name === undefined) return undefined;
  return createDiagnostic("script/node-builtin", { name }, { source, span: dependency.span });
}
