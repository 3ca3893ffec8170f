/** Terminal output of `miniapp preview`: brief, with each error shown once. */
import { renderUnicodeCompact } from "uqr";
import { summaryLine } from "../compiler/diagnostics/index.ts";
import type { Diagnostic } from "../compiler/diagnostics/index.ts";
import type { GoodBuild, PreviewEvents, Update } from "../preview/index.ts";
import { installAdvice } from "./installed-packages.ts";
import type { Io } from "./io.ts";
import { previewKeys } from "./preview-keys.ts";
import { painter, printDiagnostics } from "./report.ts";

export interface ReportOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly root: string;
}

export interface Ready {
  readonly local: string;
  /** URLs for other devices; they include the access token. */
  readonly outside: readonly string[];
  /** Fingerprint of a self-signed certificate. */
  readonly fingerprint?: string;
  /** Milliseconds since the program was called. */
  readonly time: number;
}

export class PreviewReport implements PreviewEvents {
  readonly #io: Io;
  readonly #options: ReportOptions;
  /** The diagnostics last reported, as JSON. */
  #lastDiagnostics = "";

  constructor(io: Io, options: ReportOptions) {
    this.#io = io;
    this.#options = options;
  }

  async ready({ local, outside, fingerprint, time }: Ready): Promise<void> {
    if (this.#options.json) {
      // URLs of a server that is reachable from outside contain its token, which must not get into logs.
      this.#line({
        event: "ready",
        url: local.replace(/k\/[\w-]+$/, ""),
        time: Math.round(time),
        ...(fingerprint === undefined ? {} : { fingerprint }),
      });
      return;
    }
    const paint = painter(this.#io);
    this.#io.err(`  ${paint.bold("Preview")}  ${paint.cyan(local)}  ${paint.dim(`ready in ${Math.round(time)} ms`)}\n`);
    for (const url of outside) this.#io.err(`  ${paint.bold("Network")}  ${paint.cyan(url)}\n`);
    if (fingerprint !== undefined) {
      this.#io.err(`  ${paint.bold("Certificate")}  SHA-256 ${fingerprint}\n`);
      this.#io.err(paint.dim("  Browsers warn about it once; accept it if the fingerprint matches.\n"));
    }
    const [first] = outside;
    if (first !== undefined) {
      this.#io.err(paint.yellow("  Anyone who knows one of these addresses can use this preview.\n"));
      if (this.#io.interactive) this.#io.err(`\n${renderUnicodeCompact(first)}\n`);
    }
    if (this.#io.interactive && !this.#options.quiet) this.#io.err(paint.dim("  Press h for help, q to quit.\n"));
  }

  built(build: GoodBuild, update: Update | undefined): void {
    const { number, time, diagnostics, skipped } = build;
    if (this.#options.json) {
      const kind = update === undefined ? "first" : update.type;
      const reason = update?.type === "reload" ? { reason: update.reason } : {};
      const left = skipped.length > 0 ? { later: skipped } : {};
      this.#line({ event: "built", number, time: Math.round(time), update: kind, ...reason, ...left });
    } else if (!this.#options.quiet && update?.type === "reload") {
      this.#io.err(painter(this.#io).dim(`  reload: ${update.reason}\n`));
    }
    // Wait until the whole app is built, and report its diagnostics then.
    if (skipped.length === 0) this.#reportDiagnostics(diagnostics);
  }

  failed(diagnostics: readonly Diagnostic[]): void {
    if (this.#options.json) this.#line({ event: "failed" });
    this.#reportDiagnostics(diagnostics);
  }

  trouble(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    if (this.#options.json) this.#line({ event: "trouble", message: text });
    else this.#io.err(`miniapp: ${text}\n`);
  }

  note(level: "info" | "warn" | "error", text: string): void {
    if (this.#options.json) this.#line({ event: "note", level, text });
    else if (level === "error" || !this.#options.quiet) this.#io.err(`${text}\n`);
  }

  connected(count: number): void {
    if (this.#options.json) this.#line({ event: "connected", browsers: count });
  }

  help(): void {
    const lines = Object.entries(previewKeys).map(([key, what]) => `  ${painter(this.#io).bold(key)}  ${what}\n`);
    this.#io.err(lines.join(""));
  }

  /** Reports diagnostics only if they differ from those reported last. */
  #reportDiagnostics(diagnostics: readonly Diagnostic[]): void {
    const wanted = this.#options.quiet ? diagnostics.filter((one) => one.severity === "error") : diagnostics;
    const text = JSON.stringify(wanted);
    if (text === this.#lastDiagnostics) return;
    const isNew = this.#lastDiagnostics !== "";
    this.#lastDiagnostics = text;
    if (this.#options.json) {
      for (const { code, severity, message, location } of wanted) {
        const place = location ? { file: location.file, line: location.start.line, column: location.start.column } : {};
        this.#line({ event: "diagnostic", code, severity, message, ...place });
      }
    } else if (wanted.length > 0) {
      printDiagnostics(wanted, "pretty", this.#io);
      this.#io.err(installAdvice(wanted, this.#options.root, this.#io.cwd));
    } else if (isNew && !this.#options.quiet) this.#io.err(`  ${summaryLine([]) || "no problems"}\n`);
  }

  #line(event: object): void {
    this.#io.out(`${JSON.stringify(event)}\n`);
  }
}
