import { expect, test } from "bun:test";
import { ValidationError } from "../../../src/lib/api-error.ts";
import { initialSettings } from "../../../src/model/settings/initial-settings.ts";
import { mergeSettings } from "../../../src/model/settings/merge-settings.ts";
import { validateSettings } from "../../../src/model/settings/validate-settings.ts";

/** The codes of the errors by path. */
function codes(update: object): Record<string, string> {
  const found: Record<string, string> = {};
  const collect = (errors: object, path: string): void => {
    for (const [name, error] of Object.entries(errors) as [string, { code?: string }][]) {
      if (typeof error.code === "string") found[path + name] = error.code;
      else collect(error, `${path}${name}.`);
    }
  };
  try {
    validateSettings(mergeSettings(initialSettings, update));
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    collect(error.errors, "");
  }
  return found;
}

test("the settings of a new directory are good", () => {
  expect(codes({})).toEqual({});
});

test.each<[object, Record<string, string>]>([
  [
    { meta: { appName: "", appURL: "bad" } },
    { "meta.appName": "validation_required", "meta.appURL": "validation_is_url" },
  ],
  [{ meta: { senderAddress: "bad" } }, { "meta.senderAddress": "validation_is_email" }],
  [{ meta: { senderName: "x".repeat(256) } }, { "meta.senderName": "validation_length_out_of_range" }],
  [
    { smtp: { enabled: true, host: "", port: 0 } },
    { "smtp.host": "validation_required", "smtp.port": "validation_required" },
  ],
  [
    { smtp: { host: "a b", port: -1 } },
    { "smtp.host": "validation_is_host", "smtp.port": "validation_min_greater_equal_than_required" },
  ],
  [{ smtp: { authMethod: "MAGIC" } }, { "smtp.authMethod": "validation_in_invalid" }],
  [
    { s3: { enabled: true } },
    Object.fromEntries(
      ["accessKey", "bucket", "endpoint", "region", "secret"].map((name) => [`s3.${name}`, "validation_required"]),
    ),
  ],
  [
    { backups: { cron: "bad", cronMaxKeep: -1 } },
    { "backups.cron": "validation_invalid_cron", "backups.cronMaxKeep": "validation_min_greater_equal_than_required" },
  ],
  [{ backups: { cron: "@daily", cronMaxKeep: 0 } }, { "backups.cronMaxKeep": "validation_required" }],
  [
    { batch: { enabled: true, maxRequests: 0, timeout: -1 } },
    { "batch.maxRequests": "validation_required", "batch.timeout": "validation_min_greater_equal_than_required" },
  ],
  [{ logs: { maxDays: -1 } }, { "logs.maxDays": "validation_min_greater_equal_than_required" }],
  [{ superuserIPs: ["10.0.0.0/8", "bad"] }, { "superuserIPs.1": "validation_is_ip" }],
  [{ rateLimits: { enabled: true, rules: [] } }, { "rateLimits.rules": "validation_required" }],
  [
    { rateLimits: { rules: [{ label: "a b", audience: "x", duration: 1, maxRequests: 0 }] } },
    {
      "rateLimits.rules.0.label": "validation_match_invalid",
      "rateLimits.rules.0.audience": "validation_in_invalid",
      "rateLimits.rules.0.maxRequests": "validation_required",
    },
  ],
  [
    {
      rateLimits: {
        rules: [
          { label: "/a", duration: 1, maxRequests: 1 },
          { label: "/a", audience: "@guest", duration: 1, maxRequests: 1 },
        ],
      },
    },
    { "rateLimits.rules.1.label": "validation_conflicting_rate_limit_rule" },
  ],
])("%j is refused", (update, errors) => {
  expect(codes(update)).toEqual(errors);
});

test("rules of one label may be for guests and for others", () => {
  const rules = ["@guest", "@auth"].map((audience) => ({ label: "/a", audience, duration: 1, maxRequests: 1 }));
  expect(codes({ rateLimits: { rules } })).toEqual({});
});
