/** Ends of transitions, beginnings, rounds and ends of animations. */
import type { EventSender } from "./sender.ts";

const types = new Set(["transitionend", "animationstart", "animationiteration", "animationend"]);

/** Listens in the document once a template wants to hear of this type. */
export function listenToMotion(type: string, sender: EventSender): void {
  if (!types.has(type)) return;
  document.addEventListener(type, (event) => {
    const target = sender.target(event.target);
    // Parts of a component's own look are nobody's business.
    if (!target || target !== event.target) return;
    const { elapsedTime } = event as TransitionEvent & AnimationEvent;
    const detail =
      type === "transitionend"
        ? { elapsedTime, propertyName: (event as TransitionEvent).propertyName }
        : { elapsedTime, animationName: (event as AnimationEvent).animationName };
    sender.send(target, type, detail, { bubbles: true });
  });
}
