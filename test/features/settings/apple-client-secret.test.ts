import { expect, test } from "bun:test";
import { testApp } from "../../support/test-app.ts";
import type { TestApp, TestResponse } from "../../support/test-app.ts";

const good = {
  clientId: "app",
  teamId: "T234567890",
  keyId: "K234567890",
  privateKey: "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
  duration: 60,
};

async function generate(app: TestApp, changes: object): Promise<TestResponse> {
  const token = await app.superuserToken();
  const body = { ...good, ...changes };
  return app.request("POST", "/api/settings/apple/generate-client-secret", { token, body });
}

test("only superusers make Apple's client secret", async () => {
  await using app = await testApp();
  const { status } = await app.request("POST", "/api/settings/apple/generate-client-secret", { body: good });
  expect(status).toBe(401);
});

test("every part is checked", async () => {
  await using app = await testApp();
  const wrong = { clientId: "", teamId: "short", keyId: "K2345678901", privateKey: "no key", duration: 15_777_001 };
  const message = "The length must be exactly 10.";
  const wrongLength = { code: "validation_length_invalid", message, params: { max: 10, min: 10 } };
  expect((await generate(app, wrong)).json).toEqual({
    data: {
      clientId: { code: "validation_required", message: "Cannot be blank." },
      duration: {
        code: "validation_max_less_equal_than_required",
        message: "Must be no greater than 15777000.",
        params: { threshold: 15777000 },
      },
      keyId: wrongLength,
      privateKey: { code: "validation_match_invalid", message: "Must be in a valid format." },
      teamId: wrongLength,
    },
    message: "Invalid client secret data.",
    status: 400,
  });
  expect((await generate(app, { duration: -1 })).json).toMatchObject({
    data: { duration: { code: "validation_min_greater_equal_than_required" } },
  });
  for (const changes of [{ duration: "60" }, { duration: 1.5 }, { clientId: 1 }]) {
    const { json } = await generate(app, changes);
    expect(json).toMatchObject({ status: 400, message: "An error occurred while loading the submitted data." });
  }
});

test("a broken key makes none, and is not told", async () => {
  await using app = await testApp();
  const { json, text } = await generate(app, {});
  expect(json).toMatchObject({ status: 400, data: {} });
  expect(text).toContain("Failed to generate client secret");
  expect(text).not.toContain("AAAA");
});
