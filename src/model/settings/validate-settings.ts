import { isEmail, isUrl } from "../../lib/address-formats.ts";
import { ValidationError } from "../../lib/api-error.ts";
import type { FieldError, FieldErrors } from "../../lib/api-error.ts";
import { cronError } from "../../lib/cron-expression.ts";
import { isHost } from "../../lib/host-name.ts";
import { parseAddress, parseSubnet } from "../../lib/ip-address.ts";
import type { AppOptions } from "../context.ts";
import { collectErrors, noLessThan, required } from "../fields/field-errors.ts";
import type { RateLimitRule, S3Settings, Settings } from "./settings.ts";

type Check = FieldError | FieldErrors | null;

const RATE_LIMIT_LABEL = /^(\w+ \/[\w/-]*|\/[\w/-]*|\w+:\w+|\*:\w+|\w+)$/;

/** Throws a `ValidationError` with the errors of all sections. A node can't do without a bucket. */
export function validateSettings(settings: Settings, { node }: Pick<AppOptions, "node"> = {}): void {
  const errors = section({
    superuserIPs: each(settings.superuserIPs, (ip) =>
      ip === "" || parseAddress(ip) !== null || parseSubnet(ip) !== null ? null : invalidAddress,
    ),
    smtp: checkSmtp(settings.smtp),
    backups: checkBackups(settings.backups),
    s3: node !== undefined && !settings.s3.enabled ? section({ enabled: neededByNodes }) : checkS3(settings.s3),
    meta: checkMeta(settings.meta),
    rateLimits: checkRateLimits(settings.rateLimits),
    batch: checkBatch(settings.batch),
    logs: section({
      maxDataSize: atLeast(settings.logs.maxDataSize ?? 0, 0),
      maxDays: atLeast(settings.logs.maxDays, 0),
    }),
  });
  if (errors !== null) throw new ValidationError(errors);
}

function checkSmtp({ enabled, host, port, authMethod, localName }: Settings["smtp"]): Check {
  return section({
    host: when(enabled, needed(host)) ?? valid(host, isHost, invalidHost),
    port: when(enabled, needed(port)) ?? atLeast(port, 0),
    authMethod: oneOf(authMethod, ["LOGIN", "PLAIN"]),
    localName: valid(localName, isHost, invalidHost),
  });
}

function checkS3({ enabled, bucket, region, endpoint, accessKey, secret }: S3Settings): Check {
  return section({
    endpoint: valid(endpoint, isUrl, invalidUrl) ?? when(enabled, needed(endpoint)),
    bucket: when(enabled, needed(bucket)),
    region: when(enabled, needed(region)),
    accessKey: when(enabled, needed(accessKey)),
    secret: when(enabled, needed(secret)),
  });
}

function checkBackups({ cron, cronMaxKeep, cronMaxDays = 0, s3 }: Settings["backups"]): Check {
  const wrong = cron === "" ? null : cronError(cron);
  return section({
    s3: checkS3(s3),
    cron: wrong === null ? null : { code: "validation_invalid_cron", message: wrong },
    cronMaxKeep: when(cron !== "", needed(cronMaxKeep)) ?? atLeast(cronMaxKeep, 1),
    cronMaxDays: atLeast(cronMaxDays, 1),
  });
}

function checkMeta({ appName, appURL, senderName, senderAddress, accentColor }: Settings["meta"]): Check {
  return section({
    appName: needed(appName) ?? lengthUpTo(appName, 255),
    appURL: needed(appURL) ?? valid(appURL, isUrl, invalidUrl),
    senderName: needed(senderName) ?? lengthUpTo(senderName, 255),
    senderAddress: valid(senderAddress, isEmail, invalidEmail) ?? needed(senderAddress),
    accentColor: valid(accentColor, (text) => /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(text), invalidColor),
  });
}

function checkBatch({ enabled, maxRequests, timeout, maxBodySize }: Settings["batch"]): Check {
  return section({
    maxRequests: when(enabled, needed(maxRequests)) ?? atLeast(maxRequests, 0),
    timeout: when(enabled, needed(timeout)) ?? atLeast(timeout, 0),
    maxBodySize: atLeast(maxBodySize, 0),
  });
}

function checkRateLimits({ enabled, rules, excludedIPs }: Settings["rateLimits"]): Check {
  return section({
    rules: (enabled && rules.length === 0 ? required : null) ?? conflicts(rules) ?? each(rules, checkRule),
    excludedIPs: each(excludedIPs, (ip) => (ip === "" || parseAddress(ip) !== null ? null : invalidAddress)),
  });
}

function checkRule({ label, maxRequests, duration, audience }: RateLimitRule): Check {
  return section({
    label: needed(label) ?? valid(label, (text) => RATE_LIMIT_LABEL.test(text), invalidFormat),
    maxRequests: needed(maxRequests) ?? atLeast(maxRequests, 1),
    duration: needed(duration) ?? atLeast(duration, 1),
    audience: oneOf(audience, ["@guest", "@auth"]),
  });
}

/** Two rules of one label are for different audiences, neither of which contains the other. */
function conflicts(rules: readonly RateLimitRule[]): Check {
  const keys: string[] = [];
  for (const [index, { label, audience }] of rules.entries()) {
    const key = `${label}@@${audience}`;
    if (keys.some((other) => other.startsWith(key) || key.startsWith(other))) {
      const message = `Rate limit rule configuration with label ${label} already exists or conflicts with another rule.`;
      const code = "validation_conflicting_rate_limit_rule";
      return { [index]: { label: { code, message, params: { label } } } };
    }
    keys.push(key);
  }
  return null;
}

const invalidAddress: FieldError = { code: "validation_is_ip", message: "Must be a valid IP address." };
const invalidHost: FieldError = { code: "validation_is_host", message: "Must be a valid IP address or DNS name." };
const invalidUrl: FieldError = { code: "validation_is_url", message: "Must be a valid URL." };
const invalidEmail: FieldError = { code: "validation_is_email", message: "Must be a valid email address." };
const invalidColor: FieldError = { code: "validation_is_hexcolor", message: "Must be a valid hexadecimal color code." };
const invalidFormat: FieldError = { code: "validation_match_invalid", message: "Must be in a valid format." };

const neededByNodes: FieldError = {
  code: "validation_needed_by_nodes",
  message: "Several nodes share their files in a bucket.",
};

function section(checks: Readonly<Record<string, Check>>): FieldErrors | null {
  const errors = collectErrors(checks);
  return Object.keys(errors).length > 0 ? errors : null;
}

function when(condition: boolean, error: FieldError | null): FieldError | null {
  return condition ? error : null;
}

function needed(value: string | number): FieldError | null {
  return value === "" || value === 0 || (typeof value === "string" && value.trim() === "") ? required : null;
}

/** The empty value passes, as with all checks but `needed`. */
function atLeast(value: number, threshold: number): FieldError | null {
  return value === 0 || value >= threshold ? null : noLessThan(threshold);
}

function lengthUpTo(text: string, max: number): FieldError | null {
  if (text === "" || Buffer.byteLength(text) <= max) return null;
  const message = `The length must be between 1 and ${max}.`;
  return { code: "validation_length_out_of_range", message, params: { min: 1, max } };
}

function valid(text: string, test: (text: string) => boolean, error: FieldError): FieldError | null {
  return text === "" || test(text) ? null : error;
}

function oneOf(text: string, allowed: readonly string[]): FieldError | null {
  return text === "" || allowed.includes(text)
    ? null
    : { code: "validation_in_invalid", message: "Must be a valid value." };
}

function each<T>(items: readonly T[], check: (item: T) => Check): FieldErrors | null {
  return section(Object.fromEntries(items.map((item, index) => [index, check(item)])));
}
