/** Validates names and app ids of mini-programs. */

/** @returns an error in one line, or undefined if the name is valid */
export function checkName(name: string): string | undefined {
  if (name.trim() === "") return "a name has at least one letter";
  if (name.length > 64) return "a name has at most 64 characters";
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(name)) return "a name is one line of text";
  return undefined;
}

/** @returns an error in one line, or undefined if the id is valid */
export function checkAppId(id: string): string | undefined {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(id)) return undefined;
  return `an app id is made of letters, digits, ".", "_" and "-" and begins with a letter or a digit: ${JSON.stringify(id)}`;
}
