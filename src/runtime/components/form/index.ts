/** Forms and their controls, except pickers. */
import type { Elements } from "../index.ts";
import { Button } from "./button.ts";
import { Form, Label } from "./form.ts";
import { Textarea } from "./textarea.ts";
import { Input } from "./input.ts";
import { Slider } from "./slider.ts";
import { Switch } from "./switch.ts";
import { Checkbox, CheckboxGroup, Radio, RadioGroup } from "./choice.ts";

export const elements: Elements = {
  button: Button,
  checkbox: Checkbox,
  "checkbox-group": CheckboxGroup,
  form: Form,
  input: Input,
  label: Label,
  radio: Radio,
  "radio-group": RadioGroup,
  slider: Slider,
  switch: Switch,
  textarea: Textarea,
};
