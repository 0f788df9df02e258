import type { FieldError, FieldErrors } from "./api-error.ts";

/** Codes of errors whose texts PocketBase keeps without capital and full stop until it answers with them. */
const lowerCase =
  /^validation_(required|nil|empty|nil_or_not_empty|is_|match_|in_|not_in_|length_|min_greater|max_less|min_length|date_|not_nil)/;

/** The codes whose messages are sentences in Go. The others become sentences in answers only. */
const SENTENCES: ReadonlySet<string> = new Set([
  "batch_request_failed",
  ...[
    "backup_name_exists collection_name_exists collection_name_id_duplicate collection_name_invalid",
    "collection_system_flag_change collection_system_name_change collection_system_rule_change",
    "collection_type_change conflicting_rate_limit_rule duplicated_index_definition duplicated_index_name",
    "duplicated_provider existing_index_name field_relation_change field_relation_missing_collection",
    "field_type_change file_size_limit forbidden_pk_character found_via indexes_not_supported",
    "invalid_auth_collection invalid_auth_id invalid_collection invalid_collection_id invalid_collection_type",
    "invalid_field_value invalid_file invalid_format invalid_index_expression invalid_latitude invalid_longitude",
    "invalid_mime_type invalid_new_email invalid_old_password invalid_or_existing_id invalid_password",
    "invalid_provider invalid_record invalid_token invalid_token_claims invalid_token_email invalid_token_payload",
    "invalid_unique_system_field_index max_text_constraint mfa_not_enough_auths min_text_constraint",
    "missing_email_field missing_password_field missing_primary_key missing_provider",
    "missing_required_unique_index missing_unique_constraint missing_verified_field must_be_system",
    "must_be_system_and_hidden pk_change pk_invalid relation_field_non_view_base_collection reserved_field_name",
    "reserved_pk system_field_change token_collection_mismatch token_email_mismatch unknown_field",
    "unsupported_composite_pk unsupported_value_type values_mismatch",
  ].flatMap((line) => line.split(" ").map((name) => `validation_${name}`)),
]);

/** The text of an error as it is in PocketBase before it becomes a sentence of an answer. */
export function rawMessage({ code, message, params }: FieldError): string {
  if (lowerCase.test(code)) return (message.charAt(0).toLowerCase() + message.slice(1)).replace(/\.$/, "");
  // Passwords have the codes of texts, but no parameters and no full stop.
  const isOfPassword = /_(?:min|max)_text_constraint$/.test(code) && params === undefined;
  return (SENTENCES.has(code) && !isOfPassword) || !message.endsWith(".") ? message : message.slice(0, -1);
}

/** The errors with such texts. */
export function rawErrors(errors: FieldErrors): FieldErrors {
  const entries = Object.entries(errors).map(([field, error]) => [
    field,
    isFieldError(error) ? { ...error, message: rawMessage(error) } : rawErrors(error),
  ]);
  return Object.fromEntries(entries) as FieldErrors;
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
