// An input with its label, what is expected and what is wrong.

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

export type FieldProps = {
  label: string;
  value: string;
  onInput: (value: string) => void;
  /** Default: text. */
  type?: "text" | "number" | "search" | "datetime-local";
  hint?: string | undefined;
  /** What is wrong with the value; takes the place of the hint. */
  wrong?: string | undefined;
  /** After the input: a unit, today's value. */
  after?: ComponentChildren;
  min?: number;
  max?: number;
  maxLength?: number;
  required?: boolean;
  disabled?: boolean;
};

export function Field({ label, value, onInput, hint, wrong, after, type, ...rest }: FieldProps) {
  const id = useId();
  const note = wrong ?? hint;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="input">
        <input
          {...rest}
          id={id}
          type={type ?? "text"}
          value={value}
          autocomplete="off"
          spellcheck={false}
          aria-invalid={wrong !== undefined}
          aria-describedby={note === undefined ? undefined : `${id}-note`}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
        {after}
      </div>
      {note !== undefined && (
        <small id={`${id}-note`} class={wrong === undefined ? "soft" : "wrong"}>
          {note}
        </small>
      )}
    </div>
  );
}

export type ChoiceProps<T extends string> = {
  label: string;
  value: T;
  onChange: (value: T) => void;
  options: readonly { value: T; text: string }[];
  hint?: string;
  disabled?: boolean;
};

export function Choice<T extends string>(props: ChoiceProps<T>) {
  const { label, value, onChange, options, hint, disabled } = props;
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : `${id}-note`}
        onChange={(event) => {
          const chosen = options[event.currentTarget.selectedIndex];
          if (chosen) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.text}
          </option>
        ))}
      </select>
      {hint !== undefined && (
        <small id={`${id}-note`} class="soft">
          {hint}
        </small>
      )}
    </div>
  );
}
