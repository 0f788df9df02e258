import type { FieldError, FieldErrors } from "./api-error.ts";

/** Codes of errors whose texts PocketBase keeps without capital and full stop until it answers with them. */
const lowerCase =
  /^validation_(required|nil|empty|nil_or_not_empty|is_|match_|in_|not_in_|length_|min_greater|max_less|min_length|date_|not_nil)/;

/** The text of an error as it stands inside of another text. */
export function rawMessage({ code, message }: FieldError): string {
  if (!lowerCase.test(code)) return message;
  return (message.charAt(0).toLowerCase() + message.slice(1)).replace(/\.$/, "");
}

/** Errors as a tree of texts. */
export function rawMessages(errors: FieldErrors): Record<string, unknown> {
  const sorted = Object.entries(errors).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    sorted.map(([name, error]) => [name, isFieldError(error) ? rawMessage(error) : rawMessages(error)]),
  );
}

/** Errors on one line: `name: cannot be blank; thumbs: (0: must be in a valid format.).` */
export function rawLine(errors: FieldErrors): string {
  const sorted = Object.entries(errors).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const parts = sorted.map(([name, error]) =>
    isFieldError(error) ? `${name}: ${rawMessage(error)}` : `${name}: (${rawLine(error)})`,
  );
  return `${parts.join("; ")}.`;
}

export function isFieldError(error: FieldError | FieldErrors): error is FieldError {
  return typeof error["code"] === "string" && typeof error["message"] === "string";
}
