/** Installs an HSM for the test of keys in an HSM: SoftHSM, and OpenSC's tool to access it through PKCS#11. */
import { installPackages, missingPrograms, whyNoPackages } from "./debian.mjs";

/** If it cannot install them, prints what is missing; the test is then skipped. */
export function installHsm() {
  if (missingPrograms(["softhsm2-util", "pkcs11-tool", "openssl"]).length === 0) return;
  const why = whyNoPackages();
  if (why === undefined && installPackages("softhsm2", "opensc", "openssl")) return;
  console.log(`NOT RUN: the test with a key in an HSM: it wants softhsm2 and opensc${why ? `, and ${why}` : ""}.`);
}
