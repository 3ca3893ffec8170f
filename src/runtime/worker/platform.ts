/**
 * Platform functions that the runtime itself uses, captured before the lock removes them. The build substitutes them
 * for the globals of the same names in all of the Worker's code (esbuild's `inject`). User code cannot see them.
 */
const scope = globalThis;

export const performance = scope.performance;
export const setTimeout = scope.setTimeout.bind(scope);
export const clearTimeout = scope.clearTimeout.bind(scope);
export const setInterval = scope.setInterval.bind(scope);
export const clearInterval = scope.clearInterval.bind(scope);
export const queueMicrotask = scope.queueMicrotask.bind(scope);
export const structuredClone = scope.structuredClone.bind(scope);
export const OffscreenCanvas = (scope as { OffscreenCanvas?: unknown }).OffscreenCanvas;
export const createImageBitmap = (
  scope as { createImageBitmap?: (...v: unknown[]) => unknown }
).createImageBitmap?.bind(scope);
export const Blob = scope.Blob;
export const Path2D = (scope as { Path2D?: unknown }).Path2D;
export const requestAnimationFrame = (
  scope as { requestAnimationFrame?: (...v: unknown[]) => unknown }
).requestAnimationFrame?.bind(scope);
export const cancelAnimationFrame = (
  scope as { cancelAnimationFrame?: (...v: unknown[]) => unknown }
).cancelAnimationFrame?.bind(scope);
export const crypto = scope.crypto;
