/** Validates names and app ids of mini-programs. */

/** @returns an error in one line, or undefined if the name is valid */
export function checkName(name: string): string | undefined {
  if (name.trim() === "") return "a name must not be empty";
  if (name.length > 64) return "a name must have at most 64 characters";
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(name)) return "a name must be a single line of text";
  return undefined;
}

/** @returns an error in one line, or undefined if the id is valid */
export function checkAppId(id: string): string | undefined {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(id)) return undefined;
  return `an app id consists of letters, digits, ".", "_" and "-", and starts with a letter or digit: ${JSON.stringify(id)}`;
}
