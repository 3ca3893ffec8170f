/** Gives an object a field of its own, whatever it inherits under that name, `__proto__` included. */
export function defineField(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, writable: true, configurable: true, enumerable: true });
}
