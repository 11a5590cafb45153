/** A labelled text field with its error below. */

import { FieldError } from "react-aria-components/FieldError";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import {
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from "react-aria-components/TextField";

interface TextFieldProps extends Omit<AriaTextFieldProps, "children" | "className"> {
  label: string;
}

export function TextField({ label, ...field }: TextFieldProps) {
  return (
    <AriaTextField {...field} className="flex flex-col gap-1.5">
      <Label className="font-medium">{label}</Label>
      <Input className="h-11 rounded-control border border-line-strong bg-bg px-3 text-base outline-none data-[focused]:outline-2 data-[focused]:outline-offset-1 data-[invalid]:border-critical" />
      <FieldError className="text-critical" />
    </AriaTextField>
  );
}
