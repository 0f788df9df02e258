import { useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { flushSync } from "react-dom";
import { text } from "../texts/text.ts";
import { Chip } from "./chip.tsx";
import { Field } from "./field.tsx";

interface ListFieldProps {
  readonly label: ReactNode;
  readonly hint?: string | undefined;
  /** By the place in the list. */
  readonly errorAt: (index: number) => string | undefined;
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
  readonly placeholder?: string;
  readonly addLabel?: string;
}

/** A list of short texts. Enter, a comma or leaving the input adds what was typed; Backspace in the empty input takes the last one. */
export function ListField(props: ListFieldProps): ReactElement {
  const { label, hint, errorAt, value, onChange, placeholder } = props;
  const [typed, setTyped] = useState("");
  const add = (words: string): void => {
    const added = words
      .split(/[\s,;]+/)
      .filter((word) => word !== "")
      .filter((word, index, all) => !value.includes(word) && all.indexOf(word) === index);
    setTyped("");
    if (added.length > 0) onChange([...value, ...added]);
  };
  const errors = value.map((_, index) => errorAt(index));
  const wrong = errors.flatMap((error, index) => (error === undefined ? [] : [`${value[index] ?? ""}: ${error}`]));
  return (
    <Field label={label} hint={hint} error={wrong.length === 0 ? undefined : wrong.join(" ")}>
      {(described) => (
        <div className="list-field">
          {value.map((item, index) => (
            <Chip
              key={item}
              {...(errors[index] === undefined ? {} : { tone: "bad" as const })}
              removeLabel={text.listField.remove(item)}
              onRemove={() => onChange(value.filter((other) => other !== item))}
            >
              {item}
            </Chip>
          ))}
          <input
            dir="auto"
            {...described}
            className="input"
            autoComplete="off"
            spellCheck={false}
            placeholder={value.length === 0 ? placeholder : undefined}
            value={typed}
            onChange={(event) =>
              /[,;\s]$/.test(event.target.value) ? add(event.target.value) : setTyped(event.target.value)
            }
            onBlur={() => add(typed)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && typed.trim() !== "") {
                event.preventDefault();
                add(typed);
              } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
                // Before the page saves by this key: it saves what was typed too.
                flushSync(() => add(typed));
              } else if (event.key === "Backspace" && typed === "" && value.length > 0) onChange(value.slice(0, -1));
            }}
          />
        </div>
      )}
    </Field>
  );
}
