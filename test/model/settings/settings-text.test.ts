import { expect, test } from "bun:test";
import { decrypt } from "../../../src/lib/encrypt.ts";
import { initialSettings } from "../../../src/model/settings/initial-settings.ts";
import { mergeSettings } from "../../../src/model/settings/merge-settings.ts";
import { decodeSettings, encodeSettings, publicSettings } from "../../../src/model/settings/settings-text.ts";

const KEY = "k".repeat(32);
const withSecrets = mergeSettings(initialSettings, {
  smtp: { password: "p" },
  s3: { secret: "s" },
  backups: { s3: { secret: "b" } },
});

test("settings are stored as bytes of JSON, without empty S3 secrets", () => {
  const stored = encodeSettings(initialSettings, null);
  expect(stored).toBeInstanceOf(Uint8Array);
  const text = new TextDecoder().decode(stored as Uint8Array);
  expect(text).toContain(
    '"s3":{"enabled":false,"bucket":"","region":"","endpoint":"","accessKey":"","forcePathStyle":',
  );
  expect(text).toContain('"password":""');
  expect(decodeSettings(stored, null)).toEqual(initialSettings);
  expect(decodeSettings(text, null)).toEqual(initialSettings);
});

test("with a key they are encrypted, and plain ones are still read", () => {
  const stored = encodeSettings(withSecrets, KEY);
  expect(JSON.parse(decrypt(String(stored), KEY))).toMatchObject({ smtp: { password: "p" }, s3: { secret: "s" } });
  expect(decodeSettings(stored, KEY)).toEqual(withSecrets);
  expect(decodeSettings(encodeSettings(withSecrets, null), KEY)).toEqual(withSecrets);
  expect(() => decodeSettings(stored, null)).toThrow("--encryptionEnv");
  expect(() => decodeSettings(stored, "x".repeat(32))).toThrow("can't be decrypted");
});

test("what an older directory lacks has its standard value", () => {
  expect(decodeSettings('{"meta":{"appName":"Old"}}', null)).toEqual({
    ...initialSettings,
    meta: { ...initialSettings.meta, appName: "Old" },
  });
});

test("clients see no secrets", () => {
  expect(JSON.stringify(publicSettings(withSecrets))).not.toMatch(/password|secret/);
});

test("an update replaces what it names, and lists whole", () => {
  const updated = mergeSettings(withSecrets, {
    smtp: { port: 25, password: null },
    rateLimits: { rules: [{ label: "a" }] },
    unknown: 1,
  });
  expect(updated.smtp).toEqual({ ...withSecrets.smtp, port: 25 });
  expect(updated.rateLimits.rules).toEqual([{ label: "a", audience: "", duration: 0, maxRequests: 0 }]);
  expect(updated).not.toHaveProperty("unknown");
  expect(withSecrets.smtp.port).toBe(587);
});

test.each([
  [{ smtp: 1 }],
  [{ smtp: { port: "25" } }],
  [{ smtp: { port: 1.5 } }],
  [{ superuserIPs: "x" }],
  [{ meta: [] }],
  [[]],
])("%j has a wrong type", (update) => {
  expect(() => mergeSettings(initialSettings, update)).toThrow(SyntaxError);
});
