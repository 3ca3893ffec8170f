/** A name as the compiler writes attributes' names: `my-class` becomes `myClass`. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase());
}
