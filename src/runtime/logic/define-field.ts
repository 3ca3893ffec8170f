/** Defines an own property, whatever the object inherits under that name; works for `__proto__` too. */
export function defineField(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, writable: true, configurable: true, enumerable: true });
}
