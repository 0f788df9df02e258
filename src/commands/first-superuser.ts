import { isEmail } from "../lib/address-formats.ts";
import { hasSuperuser } from "../model/auth/superusers.ts";
import { type Context, inTransaction } from "../model/context.ts";
import { UsageError } from "./command-line.ts";
import type { Environment } from "./environment-flags.ts";
import { readVariable, variableNamed } from "./read-variable.ts";

export const EMAIL_VARIABLE = "BAOBOX_SUPERUSER_EMAIL";
export const PASSWORD_VARIABLE = "BAOBOX_SUPERUSER_PASSWORD";

const SUPERUSER_TURN = "first-superuser";

interface Credentials {
  readonly email: string;
  readonly password: string;
  /** The variable that it comes from. */
  readonly passwordName: string;
}

/** Null where the environment names no superuser. Throws a `UsageError` for half of one. */
export function firstSuperuser(environment: Environment): Credentials | null {
  const email = readVariable(EMAIL_VARIABLE, environment);
  if (email === null) return null;
  if (!isEmail(email)) throw new UsageError(`${EMAIL_VARIABLE}: "${email}" is not a valid email address`);
  const password = readVariable(PASSWORD_VARIABLE, environment);
  if (password === null) {
    throw new UsageError(
      `${EMAIL_VARIABLE} needs ${PASSWORD_VARIABLE}, or ${PASSWORD_VARIABLE}_FILE with the path of a file`,
    );
  }
  return { email, password, passwordName: variableNamed(PASSWORD_VARIABLE, environment) };
}

/**
 * Creates the superuser of the environment where there is none at all. One that was deleted or got another password later is left
 * as it is: the variables stay in service files for years. Returns whether it was created.
 */
export async function createFirstSuperuser(context: Context, credentials: Credentials): Promise<boolean> {
  if (await hasSuperuser(context)) return false;
  const { createSuperuser } = await import("./superuser.ts");
  return inTransaction(context, async (inner) => {
    // Nodes that start together take turns.
    await inner.transaction?.lock(SUPERUSER_TURN);
    if (await hasSuperuser(inner)) return false;
    await createSuperuser(inner, credentials);
    return true;
  });
}
