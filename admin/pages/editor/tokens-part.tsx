import type { ReactElement } from "react";
import { NumberField } from "../../components/inputs.tsx";
import { editorText } from "../../texts/editor/editor-text.ts";
import { groupOf, type PartProps } from "./part.ts";

const TOKENS = ["authToken", "verificationToken", "passwordResetToken", "emailChangeToken", "fileToken"] as const;
const SECRET_LENGTH = 50;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** How long each kind of token lasts. A new secret ends all tokens of its kind. */
export function TokensPart({ draft, errors, onValue }: PartProps): ReactElement {
  const { auth } = editorText;
  return (
    <section className="stack box padded" aria-label={auth.tokens}>
      <h2 className="part-title">{auth.tokens}</h2>
      {TOKENS.map((name) => {
        const token = groupOf(draft, name);
        const isRenewed = typeof token["secret"] === "string" && token["secret"] !== "";
        return (
          <div key={name} className="token-row">
            <NumberField
              label={auth.tokenNames[name]}
              hint={isRenewed ? auth.willEnd : undefined}
              error={errors[`${name}.duration`] ?? errors[`${name}.secret`]}
              value={Number(token["duration"] ?? 0)}
              onChange={(duration) => onValue(name, { ...token, duration: duration ?? 0 })}
            />
            <button
              type="button"
              className="button small"
              aria-pressed={isRenewed}
              onClick={() => {
                const { secret: _secret, ...rest } = token;
                onValue(name, isRenewed ? rest : { ...token, secret: newSecret() });
              }}
            >
              {auth.endAll(auth.tokenNames[name])}
            </button>
          </div>
        );
      })}
      <p className="hint">{auth.secondsHint}</p>
    </section>
  );
}

/** Bytes beyond the last whole round of the alphabet would make its first letters likelier. */
function newSecret(): string {
  let secret = "";
  while (secret.length < SECRET_LENGTH) {
    const bytes = crypto.getRandomValues(new Uint8Array(SECRET_LENGTH));
    for (const byte of bytes) if (byte < 248 && secret.length < SECRET_LENGTH) secret += ALPHABET[byte % 62] ?? "";
  }
  return secret;
}
