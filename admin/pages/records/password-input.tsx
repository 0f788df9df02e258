import { useState } from "react";
import type { ReactElement } from "react";
import { text } from "../../texts/text.ts";
import type { FieldInputProps } from "./field-input.tsx";

const LENGTH = 20;
/** Without those that look like another. 64 of them: a random byte gives each with the same chance. */
const LETTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-_+=*#!";

/** A password, hidden until it is asked for, which can be made up. */
export function PasswordInput({ described, value, onChange }: FieldInputProps): ReactElement {
  const [isShown, setShown] = useState(false);
  return (
    <div className="row nowrap">
      <input
        {...described}
        className="input"
        type={isShown ? "text" : "password"}
        autoComplete="new-password"
        spellCheck={false}
        value={typeof value === "string" ? value : ""}
        onChange={(event) => onChange(event.target.value)}
      />
      <button type="button" className="button" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
        {isShown ? text.record.hide : text.record.show}
      </button>
      <button
        type="button"
        className="button"
        onClick={() => {
          setShown(true);
          onChange(randomPassword());
        }}
      >
        {text.record.generate}
      </button>
    </div>
  );
}

function randomPassword(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(LENGTH));
  return Array.from(bytes, (byte) => LETTERS[byte % 64] ?? "").join("");
}
