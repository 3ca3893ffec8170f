/**
 * `form` and `label`. A form's value is made of the fields below it that belong to the same component's tree. The
 * Worker knows which do, and the values of the author's own field components.
 */
import { BuiltIn, flag, number, text } from "../built-in.ts";
import { isFormField } from "../form-field.ts";
import type { FormField, FormFieldsAnswer, FormFieldsRequest } from "../form-field.ts";
import { pageContext } from "../page-context.ts";

const formProperties = { reportSubmit: flag(), reportSubmitTimeout: number() };

export class Form extends BuiltIn<typeof formProperties> {
  constructor() {
    super(formProperties);
  }

  async submit(button: HTMLElement): Promise<void> {
    const { fields, answer } = await this.#ask("formFields");
    const value: Record<string, unknown> = {};
    for (const field of fields) if (field.fieldName !== "") value[field.fieldName] = field.fieldValue();
    Object.assign(value, answer.values);
    const detail: Record<string, unknown> = { value, target: { id: button.id, dataset: { ...button.dataset } } };
    // Form ids were for template messages, which WeChat has discontinued.
    if (this.values.reportSubmit) detail["formId"] = "requestFormId:fail deprecated";
    this.emit("submit", detail);
  }

  async reset(): Promise<void> {
    const { fields } = await this.#ask("formReset");
    for (const field of fields) field.resetField();
    this.emit("reset", {});
  }

  async #ask(name: "formFields" | "formReset"): Promise<{ fields: FormField[]; answer: FormFieldsAnswer }> {
    const fields = [...this.querySelectorAll("*")].filter(isFormField);
    const request: FormFieldsRequest = { fields: fields.map((field) => pageContext().reference(field)) };
    let answer: FormFieldsAnswer = {};
    try {
      answer = ((await pageContext().act(this, name, request)) as FormFieldsAnswer | undefined) ?? {};
    } catch {
      // This host has no custom form fields, so the document's own fields are the complete list.
    }
    const foreign = new Set(answer.foreign);
    return { fields: fields.filter((_, index) => !foreign.has(index)), answer };
  }
}

const labelProperties = { for: text() };

type Control = BuiltIn & { activate(event: MouseEvent): void };

/** `label`: activates the control named by `for`, or else the first control inside. */
export class Label extends BuiltIn<typeof labelProperties> {
  constructor() {
    super(labelProperties);
    this.addEventListener("click", (event) => this.#click(event));
  }

  connectedCallback(): void {
    // The control may come in the same batch, after this element.
    queueMicrotask(() => {
      const control = this.values.for && this.#control();
      if (!control) return;
      const operated = control["operated"];
      // The author's own name stays; a field's placeholder is only a substitute for a name.
      const substitutes = [null, control.queryProperty("placeholder")];
      if (substitutes.includes(operated.ariaLabel)) operated.ariaLabelledByElements = [this];
    });
  }

  #click(event: MouseEvent): void {
    const { target } = event;
    if (!(target instanceof Element) || pageContext().isCaught(target, this, "tap")) return;
    // A control that was tapped directly has reacted already.
    for (let at: Element | null = target; at !== null && at !== this; at = at.parentElement) if (isControl(at)) return;
    this.#control()?.activate(event);
  }

  #control(): Control | undefined {
    const id = this.values.for;
    if (id === "") return [...this.querySelectorAll("*")].find(isControl);
    const selector = `#${CSS.escape(id)}`;
    // Ids are unique only per component, so take the nearest match.
    for (let at = this.parentElement; at !== null; at = at.parentElement) {
      const found = at.querySelector(selector);
      if (found !== null) return isControl(found) ? found : undefined;
    }
    return undefined;
  }
}

function isControl(element: Element): element is Control {
  return "activate" in element && typeof element.activate === "function";
}
