/** The answers so far, stored on the phone, so that the user can continue another day. */
import { emptyForm, steps } from "./form";
import type { Form, Step } from "./form";

const key = "loan-draft";
/** Format of the stored draft; drafts of other versions are discarded. */
const version = 1;
const life = 30 * 86_400_000;

export interface Draft {
  /** Makes sending idempotent: the bank accepts one application per id. */
  readonly id: string;
  readonly form: Form;
  readonly step: Step;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
}

export function loadDraft(time: number): Draft | undefined {
  const stored = wx.getStorageSync(key) as (Draft & { version: number }) | "";
  if (!stored || stored.version !== version || !steps.includes(stored.step)) return undefined;
  if (time - stored.savedAt > life) {
    dropDraft();
    return undefined;
  }
  const { id, form, step, savedAt } = stored;
  return { id, step, savedAt, form: { ...emptyForm, ...form } };
}

export function saveDraft(draft: Draft): void {
  wx.setStorageSync(key, { ...draft, version });
}

export function dropDraft(): void {
  wx.removeStorageSync(key);
}
