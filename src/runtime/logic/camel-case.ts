/** Converts a name as the compiler does for attribute names: `my-class` becomes `myClass`. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase());
}
