/** Pickers. The table of regions loads when a region picker opens. */
import type { Elements } from "../index.ts";
import { PickerView, PickerViewColumn } from "./picker-view.ts";
import { Picker } from "./picker.ts";

export const elements: Elements = {
  picker: Picker,
  "picker-view": PickerView,
  "picker-view-column": PickerViewColumn,
};
