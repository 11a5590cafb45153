/** A labelled text of several lines; grows with what is written. */

import { FieldError } from "react-aria-components/FieldError";
import { Label } from "react-aria-components/Label";
import { Text } from "react-aria-components/Text";
import { TextArea as AriaTextArea } from "react-aria-components/TextArea";
import {
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from "react-aria-components/TextField";

interface TextAreaProps extends Omit<AriaTextFieldProps, "children" | "className"> {
  label: string;
  /** One sentence below the label. */
  hint?: string;
  rows?: number;
}

export function TextArea({ label, hint, rows = 3, ...field }: TextAreaProps) {
  return (
    <AriaTextField {...field} className="flex flex-col gap-1">
      <Label className="font-medium">{label}</Label>
      {hint && (
        <Text slot="description" className="text-muted">
          {hint}
        </Text>
      )}
      <AriaTextArea
        rows={rows}
        className="field-sizing-content resize-y rounded-control border border-line-strong bg-bg px-3 py-2 outline-none data-[focused]:outline-2 data-[focused]:outline-offset-1 data-[invalid]:border-critical"
      />
      <FieldError className="text-critical" />
    </AriaTextField>
  );
}
