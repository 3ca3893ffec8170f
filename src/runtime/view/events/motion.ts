/** Transition and animation events. */
import type { EventSender } from "./sender.ts";

const types = new Set(["transitionend", "animationstart", "animationiteration", "animationend"]);

/** Adds a document listener when a template first listens to this type. */
export function listenToMotion(type: string, sender: EventSender): void {
  if (!types.has(type)) return;
  document.addEventListener(type, (event) => {
    const target = sender.target(event.target);
    // Ignore animations inside a component's shadow tree.
    if (!target || target !== event.target) return;
    const { elapsedTime } = event as TransitionEvent & AnimationEvent;
    const detail =
      type === "transitionend"
        ? { elapsedTime, propertyName: (event as TransitionEvent).propertyName }
        : { elapsedTime, animationName: (event as AnimationEvent).animationName };
    sender.send(target, type, detail, { bubbles: true });
  });
}
