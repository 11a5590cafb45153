/**
 * Fields of forms: label, control, hint, and the server's reason when a value is refused. Selects,
 * dates and times are the browser's own controls: a phone shows its own wheels and calendars.
 */

import clsx from "clsx";
import { ChevronDown } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";

const CONTROL =
  "min-h-9 w-full min-w-0 rounded-control border border-line-strong bg-bg px-2.5 text-text " +
  "disabled:cursor-not-allowed disabled:opacity-60 aria-invalid:border-critical narrow:min-h-11";

interface FieldProps {
  label: string;
  hint?: ReactNode;
  /** Why the value was refused. */
  error?: string;
  /** The label is read out but not drawn: in tables and rows whose head says it. */
  hideLabel?: boolean;
  className?: string;
}

interface Wiring {
  id: string;
  "aria-invalid"?: true;
  "aria-describedby"?: string;
}

function Field({
  label,
  hint,
  error,
  hideLabel,
  className,
  control,
}: FieldProps & { control: (wiring: Wiring) => ReactNode }) {
  const id = useId();
  const described = error ? `${id}-error` : hint ? `${id}-hint` : undefined;
  return (
    <div className={clsx("flex min-w-0 flex-col gap-1", className)}>
      <label htmlFor={id} className={hideLabel ? "sr-only" : "font-medium"}>
        {label}
      </label>
      {control({ id, "aria-invalid": error ? true : undefined, "aria-describedby": described })}
      {error ? (
        <p id={`${id}-error`} role="alert" className="text-critical">
          {error}
        </p>
      ) : (
        hint && (
          <p id={`${id}-hint`} className="text-muted">
            {hint}
          </p>
        )
      )}
    </div>
  );
}

type InputProps = Omit<ComponentProps<"input">, "onChange" | "className" | "id"> &
  FieldProps & { value: string; onChange(value: string): void };

export function InputField({ label, hint, error, hideLabel, className, ...input }: InputProps) {
  const { onChange, ...rest } = input;
  return (
    <Field
      {...{ label, hint, error, hideLabel, className }}
      control={(wiring) => (
        <input
          {...rest}
          {...wiring}
          onChange={(event) => onChange(event.target.value)}
          className={CONTROL}
        />
      )}
    />
  );
}

type AreaProps = Omit<ComponentProps<"textarea">, "onChange" | "className" | "id"> &
  FieldProps & { value: string; onChange(value: string): void; mono?: boolean };

export function TextAreaField(props: AreaProps) {
  const { label, hint, error, hideLabel, className, onChange, mono, ...rest } = props;
  return (
    <Field
      {...{ label, hint, error, hideLabel, className }}
      control={(wiring) => (
        <textarea
          rows={3}
          {...rest}
          {...wiring}
          onChange={(event) => onChange(event.target.value)}
          className={clsx(CONTROL, "py-1.5", mono && "font-mono text-xs")}
        />
      )}
    />
  );
}

export interface SelectOption {
  value: string;
  label: string;
}

type SelectProps = Omit<ComponentProps<"select">, "onChange" | "className" | "id"> &
  FieldProps & {
    value: string;
    options: readonly SelectOption[];
    onChange(value: string): void;
    /** Shown while nothing is chosen (value ""). */
    placeholder?: string;
  };

export function SelectField(props: SelectProps) {
  const { label, hint, error, hideLabel, className, options, onChange, placeholder, ...rest } =
    props;
  return (
    <Field
      {...{ label, hint, error, hideLabel, className }}
      control={(wiring) => (
        <span className="relative flex">
          <select
            {...rest}
            {...wiring}
            onChange={(event) => onChange(event.target.value)}
            className={clsx(CONTROL, "cursor-pointer appearance-none pr-8")}
          >
            {placeholder !== undefined && <option value="">{placeholder}</option>}
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <ChevronDown
            size={16}
            aria-hidden
            className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-muted"
          />
        </span>
      )}
    />
  );
}

/** A date and time on the wall clock of a zone: `2026-10-25T09:00`. */
export function DateTimeField(props: Omit<InputProps, "type">) {
  return <InputField step={60} {...props} type="datetime-local" />;
}

interface CheckProps {
  label: ReactNode;
  hint?: ReactNode;
  isSelected: boolean;
  onChange(selected: boolean): void;
  isDisabled?: boolean;
}

export function CheckField({ label, hint, isSelected, onChange, isDisabled }: CheckProps) {
  return (
    <label className="flex min-h-8 cursor-pointer items-start gap-2.5 py-1.5 narrow:min-h-11 narrow:py-3">
      <input
        type="checkbox"
        checked={isSelected}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <span className="min-w-0">
        {label}
        {hint && <span className="block text-muted">{hint}</span>}
      </span>
    </label>
  );
}

interface SegmentsProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange(value: T): void;
  className?: string;
}

/** One of a few, all in sight: a group of radio buttons drawn as one bar. */
export function Segments<T extends string>(props: SegmentsProps<T>) {
  const { label, value, options, onChange, className } = props;
  const name = useId();
  return (
    <fieldset
      className={clsx("inline-flex rounded-control border border-line bg-surface p-0.5", className)}
    >
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="flex min-h-7 flex-1 cursor-pointer items-center justify-center rounded-chip px-2.5 whitespace-nowrap text-muted select-none hover:text-text has-checked:bg-bg has-checked:font-medium has-checked:text-text has-checked:shadow-sm has-focus-visible:outline-2 has-focus-visible:outline-focus narrow:min-h-10"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="sr-only"
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
