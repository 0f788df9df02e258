import type { FieldError, FieldErrors } from "../../lib/api-error.ts";
import { isDomain } from "../../lib/address-formats.ts";
import { mustBeBlank } from "./field-errors.ts";

/** Options of email and url fields; at most one of the lists may be used. */
export interface DomainOptions {
  readonly exceptDomains: readonly string[] | null;
  readonly onlyDomains: readonly string[] | null;
}

export function isDomainAllowed({ exceptDomains, onlyDomains }: DomainOptions, domain: string): boolean {
  if (onlyDomains !== null && onlyDomains.length > 0 && !onlyDomains.includes(domain)) return false;
  return exceptDomains === null || !exceptDomains.includes(domain);
}

export function checkDomainOptions({ exceptDomains, onlyDomains }: DomainOptions) {
  return {
    exceptDomains: checkDomains(exceptDomains ?? [], onlyDomains ?? []),
    onlyDomains: checkDomains(onlyDomains ?? [], exceptDomains ?? []),
  };
}

function checkDomains(domains: readonly string[], others: readonly string[]): FieldError | FieldErrors | null {
  if (domains.length === 0) return null;
  if (others.length > 0) return mustBeBlank;
  const errors: Record<string, FieldError> = {};
  for (const [index, domain] of domains.entries()) {
    if (domain !== "" && !isDomain(domain)) {
      errors[String(index)] = { code: "validation_is_domain", message: "Must be a valid domain." };
    }
  }
  return Object.keys(errors).length === 0 ? null : errors;
}
