/**
 * The certificate for a preview over HTTPS: a given one, or a self-signed one per user. That is created once and kept,
 * so that a phone that has accepted it recognizes it again.
 */
import { X509Certificate } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { createFile, makeFolder, userConfigFolder } from "../package/index.ts";
import type { Certificate } from "../preview/index.ts";
import { CommandError, exitCodes } from "./io.ts";
import type { Io } from "./io.ts";
import { createSelfSigned } from "./self-signed.ts";

export interface CertificateFlags {
  readonly https?: boolean;
  readonly httpsCert?: string;
  readonly httpsKey?: string;
}

export interface ServerCertificate extends Certificate {
  /** Only for a self-signed certificate: its SHA-256 fingerprint as browsers show it. */
  readonly fingerprint?: string;
}

/** A certificate that expires sooner is replaced. */
const minValidityDays = 14;

/**
 * @param names host names of the server besides loopback; IPv6 addresses in brackets
 * @returns undefined without HTTPS
 * @throws CommandError
 */
export async function serverCertificate(
  { https, httpsCert, httpsKey }: CertificateFlags,
  names: readonly string[],
  io: Io,
): Promise<ServerCertificate | undefined> {
  if (httpsCert === undefined && httpsKey === undefined) return https === true ? ownCertificate(names, io) : undefined;
  if (httpsCert === undefined || httpsKey === undefined) {
    throw new CommandError(exitCodes.usage, "--https-cert and --https-key must be used together");
  }
  return { cert: readNamed(httpsCert, io), key: readNamed(httpsKey, io) };
}

function readNamed(file: string, io: Io): Uint8Array {
  try {
    return readFileSync(resolve(io.cwd, file));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    throw new CommandError(exitCodes.environment, `cannot read ${file} (${code})`);
  }
}

async function ownCertificate(outside: readonly string[], io: Io): Promise<ServerCertificate> {
  const folder = userConfigFolder(io.env, io.env["HOME"]);
  const path = join(folder, "preview-certificate.pem");
  const wanted = outside.map((name) => name.replace(/^\[|\]$/g, ""));
  const stored = readStored(path);
  if (stored && isUsable(stored.x509, wanted, Date.now())) return stored.certificate;
  // Keep the names of other networks, so that devices there need not accept a new certificate.
  const before = stored ? namesOf(stored.x509) : [];
  const names = [...new Set(["localhost", "127.0.0.1", "::1", ...wanted, ...before])].slice(0, 50);
  const { cert, key } = createSelfSigned(names, new Date());
  try {
    makeFolder(folder, 0o700);
    rmSync(path, { force: true });
    await createFile(path, Buffer.from(cert + key), 0o600);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    throw new CommandError(
      exitCodes.environment,
      `cannot write a certificate to ${folder} (${code})`,
      "Pass your own with --https-cert and --https-key.",
    );
  }
  return { cert, key, fingerprint: new X509Certificate(cert).fingerprint256 };
}

interface Stored {
  readonly certificate: ServerCertificate;
  readonly x509: X509Certificate;
}

/** Undefined if the file is missing or damaged. */
function readStored(path: string): Stored | undefined {
  try {
    const text = readFileSync(path, "utf8");
    const at = text.indexOf("-----BEGIN PRIVATE KEY-----");
    if (at < 0) return undefined;
    const [cert, key] = [text.slice(0, at), text.slice(at)];
    const x509 = new X509Certificate(cert);
    return { certificate: { cert, key, fingerprint: x509.fingerprint256 }, x509 };
  } catch {
    return undefined;
  }
}

function isUsable(x509: X509Certificate, names: readonly string[], now: number): boolean {
  const left = Date.parse(x509.validTo) - now;
  const matches = (name: string): boolean => (x509.checkHost(name) ?? x509.checkIP(name)) !== undefined;
  return left > minValidityDays * 24 * 60 * 60 * 1000 && Date.parse(x509.validFrom) <= now && names.every(matches);
}

/** Parses `DNS:localhost, IP Address:127.0.0.1`. */
function namesOf({ subjectAltName = "" }: X509Certificate): string[] {
  return subjectAltName.split(", ").flatMap((one) => /^(?:DNS|IP Address):([\w.:*-]+)$/.exec(one)?.[1] ?? []);
}
