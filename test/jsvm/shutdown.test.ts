import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { TemporaryDirectory } from "../support/server-process.ts";
import { hookApp } from "./hook-app.ts";

test("a mail that is sent while the server stops still has its hooks", async () => {
  using folder = new TemporaryDirectory();
  const file = join(folder.path, "mail.txt");
  {
    await using app = await hookApp({
      "main.pb.js": `onMailerSend((e) => { $os.writeFile(${JSON.stringify(file)}, e.message.subject, 0o644); });`,
    });
    await app.create("users", { email: "ann@example.com", password: "1234567890" });
    const body = { email: "ann@example.com" };
    const { status } = await app.request("POST", "/api/collections/users/request-password-reset", { body });
    expect(status).toBe(204);
  }
  expect(existsSync(file)).toBe(true);
  expect(readFileSync(file, "utf8")).toContain("Reset your");
});
