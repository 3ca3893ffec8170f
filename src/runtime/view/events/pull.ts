/** Pulling the page down at its top. The host draws what is behind the page, so it is told the distance. */
import type { FramePull } from "../../protocol-windows.ts";
import type { TouchFollower } from "./touch.ts";

export class PullDown implements TouchFollower {
  isEnabled = false;
  readonly #post: (message: FramePull) => void;
  #from: { readonly x: number; readonly y: number } | undefined;
  #isPulling = false;
  #distance = 0;

  constructor(post: (message: FramePull) => void) {
    this.#post = post;
  }

  start({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): void {
    this.#isPulling = false;
    this.#distance = 0;
    this.#from = this.isEnabled && scrollY <= 0 ? { x: clientX, y: clientY } : undefined;
  }

  move({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }, isCaught: boolean): void {
    if (!this.#from) return;
    const [dx, dy] = [clientX - this.#from.x, clientY - this.#from.y];
    if (!this.#isPulling) {
      if (Math.hypot(dx, dy) < 10) return;
      this.#isPulling = !isCaught && scrollY <= 0 && dy > Math.abs(dx);
      if (!this.#isPulling) {
        this.#from = undefined;
        return;
      }
    }
    this.#distance = Math.max(0, dy);
    this.#post({ type: "miniapp-pull", phase: "move", distance: this.#distance });
  }

  end(): void {
    if (this.#isPulling) this.#post({ type: "miniapp-pull", phase: "end", distance: this.#distance });
    this.#isPulling = false;
    this.#from = undefined;
  }
}
