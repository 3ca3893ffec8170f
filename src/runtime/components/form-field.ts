/**
 * How a form finds and reads its fields. Fields that are built-in components stand in the document; those of the
 * author's own components (`wx://form-field`) are known to the Worker alone, which the form asks.
 */

export interface FormField extends HTMLElement {
  /** `""`: the field is in no form's value. */
  readonly fieldName: string;
  fieldValue(): unknown;
  /** Back to what the template says. */
  resetField(): void;
}

export function isFormField(element: Element): element is FormField {
  return "fieldValue" in element && "resetField" in element;
}

/** Argument of `act(form, "formFields" | "formReset", …)`. */
export interface FormFieldsRequest {
  /** Of the built-in fields that stand below the form in the document. */
  readonly fields: readonly ({ readonly base: number; readonly node: number } | undefined)[];
}

/** What the Worker answers to both. */
export interface FormFieldsAnswer {
  /** Values of component fields by name. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** Indexes into `fields` of those that belong to another component's tree, and thus not to the form. */
  readonly foreign?: readonly number[];
}
