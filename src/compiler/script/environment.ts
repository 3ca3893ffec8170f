/**
 * The constants of an environment (`--mode uat` selects `env.uat` in miniapp.json), which scripts and templates read as
 * `MINIAPP_ENV.NAME`. They are inlined at compile time, so that dead branches can be removed.
 */

/** Name → value. Names are JavaScript identifiers. */
export type Environment = Readonly<Record<string, string | number | boolean>>;

/** The global name of the constants in scripts and templates. */
export const environmentName = "MINIAPP_ENV";

/** Replacements for esbuild's `define`. `whole` also replaces the object itself, for `MINIAPP_ENV[key]`. */
export function environmentDefines(environment: Environment, whole: boolean): Record<string, string> {
  const defines: Record<string, string> = { "process.env.NODE_ENV": '"production"' };
  for (const name of Object.keys(environment).sort()) {
    defines[`${environmentName}.${name}`] = JSON.stringify(environment[name]);
  }
  if (whole) defines[environmentName] = JSON.stringify(environment, Object.keys(environment).sort());
  return defines;
}

/** The text of a TypeScript declaration file for the constants. */
export function environmentTypes(environment: Environment): string {
  const lines = Object.keys(environment)
    .sort()
    .map((name) => `  readonly ${name}: ${typeof environment[name]};`);
  return (
    "/** Constants of the chosen environment (`env` in miniapp.json). Generated; do not edit. */\n" +
    `declare const ${environmentName}: {\n${lines.map((line) => `${line}\n`).join("")}};\n`
  );
}
