import { expect, test } from "bun:test";
import { fillTemplate } from "../../../src/model/mails/fill-template.ts";
import { testApp } from "../../support/test-app.ts";

async function fill(text: string, name: string, values: Record<string, string> = {}): Promise<string> {
  await using app = await testApp();
  const record = await app.create("users", { email: "me@example.com", password: "1234567890", name });
  const settings = app.context.settings.current();
  const meta = { ...settings.meta, appName: "Notes", appURL: "https://notes.example/" };
  const template = { subject: text, body: text };
  const filled = fillTemplate(template, { settings: { ...settings, meta }, record, values });
  expect(filled.subject).toBe(filled.body);
  return filled.body;
}

test("placeholders are filled wherever they stand", async () => {
  const text = "{APP_NAME} {APP_URL}/_/#/{TOKEN} {APP_NAME} {RECORD:name} {RECORD:verified} {RECORD:email}";
  expect(await fill(text, "Me", { TOKEN: "t" })).toBe(
    "Notes https://notes.example/_/#/t Notes Me false me@example.com",
  );
});

test("unknown placeholders and those of hidden fields stay", async () => {
  const text = "{TOKEN} {RECORD:tokenKey} {RECORD:password} {RECORD:missing} {app_name} {}";
  expect(await fill(text, "Me")).toBe(text);
});

test("values are no HTML and are not searched for placeholders", async () => {
  expect(await fill("{RECORD:name}", `<b>"{TOKEN}" & '$&'`, { TOKEN: "secret" })).toBe(
    "&lt;b&gt;&#34;{TOKEN}&#34; &amp; &#39;$&amp;&#39;",
  );
});
