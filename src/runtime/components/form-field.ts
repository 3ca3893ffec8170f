/**
 * How a form finds and reads its fields. Built-in fields are in the document; only the Worker knows the author's own
 * field components (`wx://form-field`), so the form asks it.
 */

export interface FormField extends HTMLElement {
  /** `""` if the field does not take part in a form's value. */
  readonly fieldName: string;
  fieldValue(): unknown;
  /** Resets the field to the template's value. */
  resetField(): void;
}

export function isFormField(element: Element): element is FormField {
  return "fieldValue" in element && "resetField" in element;
}

/** Argument of `act(form, "formFields" | "formReset", …)`. */
export interface FormFieldsRequest {
  /** References of the built-in fields below the form in the document. */
  readonly fields: readonly ({ readonly base: number; readonly node: number } | undefined)[];
}

/** The Worker's answer to both requests. */
export interface FormFieldsAnswer {
  /** Values of custom form fields, by name. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** Indexes into `fields` of those that belong to another component's tree and so not to this form. */
  readonly foreign?: readonly number[];
}
