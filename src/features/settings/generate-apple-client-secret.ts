import { badRequest } from "../../lib/api-error.ts";
import type { FieldError, FieldErrors } from "../../lib/api-error.ts";
import { later } from "../../lib/lazy.ts";
import { collectErrors, noGreaterThan, noLessThan, required } from "../../model/fields/field-errors.ts";
import { readBody, textFields } from "../../model/request-body.ts";
import type { Call } from "../../model/route.ts";

const loadIdToken = later(() => import("../../lib/oauth2/id-token.ts"));

/** The length of Apple's ids of teams and keys. */
const ID_LENGTH = 10;
/** Six months, Apple's limit. */
const MAX_DURATION_S = 15_777_000;
const PRIVATE_KEY = /-----BEGIN PRIVATE KEY----[\s\S]+-----END PRIVATE KEY-----/;

/** Makes the client secret that the Apple provider needs of a developer's key. The key is not kept. */
export async function generateAppleClientSecret(call: Call): Promise<Response> {
  const request = await readBody(call);
  const texts = textFields(request, ["clientId", "teamId", "keyId", "privateKey"]);
  const durationSeconds = request.body["duration"] ?? 0;
  if (typeof durationSeconds !== "number" || !Number.isInteger(durationSeconds)) {
    throw badRequest("An error occurred while loading the submitted data.");
  }
  const form = { ...texts, durationSeconds };
  const data = checkAppleForm(form);
  if (Object.keys(data).length > 0) throw badRequest("Invalid client secret data.", { data });
  try {
    const { createAppleClientSecret } = await loadIdToken();
    return call.json({ secret: await createAppleClientSecret(form) });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : "";
    throw badRequest(`Failed to generate client secret. Raw error: \n${reason}`, { cause });
  }
}

export interface AppleForm {
  readonly clientId: string;
  readonly teamId: string;
  readonly keyId: string;
  readonly privateKey: string;
  readonly durationSeconds: number;
}

export function checkAppleForm({ clientId, teamId, keyId, privateKey, durationSeconds }: AppleForm): FieldErrors {
  return collectErrors({
    clientId: clientId === "" ? required : null,
    teamId: checkId(teamId),
    keyId: checkId(keyId),
    privateKey: checkPrivateKey(privateKey),
    duration: checkDuration(durationSeconds),
  });
}

function checkId(id: string): FieldError | null {
  if (id === "") return required;
  if (Buffer.byteLength(id) === ID_LENGTH) return null;
  const message = `The length must be exactly ${ID_LENGTH}.`;
  return { code: "validation_length_invalid", message, params: { max: ID_LENGTH, min: ID_LENGTH } };
}

function checkPrivateKey(key: string): FieldError | null {
  if (key === "") return required;
  if (PRIVATE_KEY.test(key)) return null;
  return { code: "validation_match_invalid", message: "Must be in a valid format." };
}

function checkDuration(seconds: number): FieldError | null {
  if (seconds === 0) return required;
  if (seconds < 1) return noLessThan(1);
  return seconds > MAX_DURATION_S ? noGreaterThan(MAX_DURATION_S) : null;
}
