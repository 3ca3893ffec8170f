/** What a mini-program may be called. */

/** @returns what is wrong with the name, in one line */
export function checkName(name: string): string | undefined {
  if (name.trim() === "") return "a name has at least one letter";
  if (name.length > 64) return "a name has at most 64 characters";
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(name)) return "a name is one line of text";
  return undefined;
}

/** @returns what is wrong with the id, in one line */
export function checkAppId(id: string): string | undefined {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(id)) return undefined;
  return `an app id is made of letters, digits, ".", "_" and "-" and begins with a letter or a digit: ${JSON.stringify(id)}`;
}
