/** Readers for tests of manifests. */
import type { Diagnostic } from "../../src/compiler/diagnostics/index.ts";
import { readAppManifest } from "../../src/compiler/manifest/index.ts";
import { createSource } from "../../src/compiler/source/index.ts";
import type { SourceText } from "../../src/compiler/source/index.ts";

export function source(value: unknown): SourceText {
  return createSource("x.json", JSON.stringify(value));
}

export function app(value: unknown): ReturnType<typeof readAppManifest> {
  return readAppManifest(source(value));
}

export function codesOf(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map((diagnostic) => diagnostic.code);
}
