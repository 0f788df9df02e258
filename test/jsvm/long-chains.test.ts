import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

const FILES = 150;
/** The last statement, the first and one between. */
const BODIES = [
  `e.record.set("name", e.record.get("name") + "+"); return e.next();`,
  `e.next(); $app.store().setFunc("after", (old) => (old || 0) + 1);`,
  `e.record.set("name", e.record.get("name") + "+"); e.next(); $app.store().setFunc("after", (old) => (old || 0) + 1);`,
];

test("many hook files, each with a handler around the same request, all run", async () => {
  const file = (index: number): string => `onRecordCreateRequest((e) => { ${BODIES[index % 3]} }, "users");`;
  const files = Array.from({ length: FILES }, (_, index) => [`${String(index).padStart(3, "0")}.pb.js`, file(index)]);
  await using app = await hookApp({
    ...(Object.fromEntries(files) as Record<string, string>),
    "last.pb.js": `routerAdd("GET", "/last", (e) => e.json(200, $app.store().get("after")));`,
  });
  const body = { email: "a@example.com", password: "1234567890", passwordConfirm: "1234567890", name: "" };
  const answer = await app.request("POST", "/api/collections/users/records", { body });
  expect(answer.json).toMatchObject({ name: "+".repeat((FILES * 2) / 3) });
  expect((await app.request("GET", "/last")).json).toBe((FILES * 2) / 3);
});
