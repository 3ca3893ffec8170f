/**
 * The constants that an environment (`--mode uat` picks `env.uat` of miniapp.json) gives to scripts and templates as
 * `MINIAPP_ENV.NAME`. They are put into the code when it is compiled, so that branches on them can fall away.
 */

/** Name → value; names are JavaScript names. */
export type Environment = Readonly<Record<string, string | number | boolean>>;

/** The global name under which scripts and templates see the constants. */
export const environmentName = "MINIAPP_ENV";

/** What esbuild replaces. `whole` asks for the object itself as well (`MINIAPP_ENV[key]`). */
export function environmentDefines(environment: Environment, whole: boolean): Record<string, string> {
  const defines: Record<string, string> = { "process.env.NODE_ENV": '"production"' };
  for (const name of Object.keys(environment).sort()) {
    defines[`${environmentName}.${name}`] = JSON.stringify(environment[name]);
  }
  if (whole) defines[environmentName] = JSON.stringify(environment, Object.keys(environment).sort());
  return defines;
}

/** The text of a declaration file that gives the constants their types. */
export function environmentTypes(environment: Environment): string {
  const lines = Object.keys(environment)
    .sort()
    .map((name) => `  readonly ${name}: ${typeof environment[name]};`);
  return (
    "/** Constants of the chosen environment (`env` in miniapp.json). Generated; do not edit. */\n" +
    `declare const ${environmentName}: {\n${lines.map((line) => `${line}\n`).join("")}};\n`
  );
}
