/** Property options in the forms that authors write. */
import { expect, test } from "vitest";
import { coerce, defineProperty } from "../../../src/runtime/logic/component/property-type.ts";

test("optionalTypes may be a single type instead of a list", () => {
  const options = { type: Number, optionalTypes: String } as unknown as Parameters<typeof defineProperty>[0];
  const property = defineProperty(options);
  expect(coerce(property, "12")).toBe("12");
  expect(coerce(property, true)).toBe(1);
  expect(coerce(defineProperty({ type: Number, optionalTypes: [String] }), "12")).toBe("12");
});
