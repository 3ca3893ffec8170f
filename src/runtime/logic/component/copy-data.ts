/**
 * Deep copies of data, where it crosses from one component to another or to the view: arrays and objects are copied
 * with their own enumerable members, functions pass through. A circle stays a circle.
 */
export function copyData<T>(value: T): T {
  return copy(value, [], []) as T;
}

function copy(value: unknown, around: object[], copies: object[]): unknown {
  if (typeof value !== "object" || value === null) return value;
  const circle = around.indexOf(value);
  if (circle >= 0) return copies[circle];
  if (value instanceof Date) return new Date(value.getTime());
  if (value instanceof RegExp) return new RegExp(value.source, value.flags);
  if (value instanceof ArrayBuffer) return value.slice(0);
  if (ArrayBuffer.isView(value)) return copyView(value);
  const made: unknown[] | Record<string, unknown> = Array.isArray(value) ? Array.from({ length: value.length }) : {};
  around.push(value);
  copies.push(made);
  if (Array.isArray(made)) copyItems(value as readonly unknown[], made, around, copies);
  else copyMembers(value as Readonly<Record<string, unknown>>, made, around, copies);
  around.pop();
  copies.pop();
  return made;
}

function copyItems(from: readonly unknown[], to: unknown[], around: object[], copies: object[]): void {
  for (let i = 0; i < from.length; i++) to[i] = copy(from[i], around, copies);
}

function copyMembers(
  from: Readonly<Record<string, unknown>>,
  to: Record<string, unknown>,
  around: object[],
  copies: object[],
): void {
  for (const key of Object.keys(from)) {
    // Assigned, this name would change the prototype.
    if (key !== "__proto__") to[key] = copy(from[key], around, copies);
  }
}

function copyView(view: ArrayBufferView): ArrayBufferView {
  const bytes = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  if (view instanceof DataView) return new DataView(bytes);
  const Constructor = view.constructor as new (buffer: ArrayBufferLike) => ArrayBufferView;
  return new Constructor(bytes);
}
