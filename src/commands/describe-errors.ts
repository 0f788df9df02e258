import type { FieldErrors } from "../lib/api-error.ts";

/** Which values were wrong, in one line: `smtp.port: Cannot be blank., meta.appName: …`. */
export function describeErrors(errors: FieldErrors, place = ""): string {
  return Object.entries(errors)
    .map(([name, error]) => {
      const inner = place === "" ? name : `${place}.${name}`;
      const { message } = error;
      return typeof message === "string" ? `${inner}: ${message}` : describeErrors(error as FieldErrors, inner);
    })
    .join(", ");
}
