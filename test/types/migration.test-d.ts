// What a migration may look like: the type check is the test. A line after `@ts-expect-error` must not compile.
import type { Migration } from "../../src/plugin.ts";

export const whole = {
  async up(app) {
    await app.changeCollection("posts", {
      listRule: "",
      addFields: [{ index: 1, field: { name: "text", type: "text" } }, { field: { name: "b", type: "bool" } }],
      changeFields: { title: { required: true } },
      removeFields: ["old"],
      orderFields: ["id", "text"],
    });
    const rows = await app.sql<{ id: string }>`SELECT id FROM posts WHERE title = ${"a"}`;
    for (const { id } of rows) await app.records.update("posts", id, { title: "b", "labels+": "hot" });
    // Code of the server sees hidden fields and all emails.
    (await app.records.get("posts", "id")).internal.trim();
    (await app.records.get("members", "id")).email.trim();
    await app.records.create("members", { email: "a@example.com", password: "12345678" });
    // Collections that no types were written of are loose.
    await app.records.create("notes", { anything: 1 });
  },
  async down(app) {
    await app.collections.delete("posts");
  },
} satisfies Migration;

export const synchronous = { up: () => undefined } satisfies Migration;

// @ts-expect-error: it must do something
export const empty = {} satisfies Migration;

export const wrong = {
  async up(app) {
    // @ts-expect-error: ids or names
    await app.changeCollection("posts", { removeFields: [1] });
    // @ts-expect-error: no such field, by the types that were written
    await app.records.update("posts", "id", { text: "b" });
    // @ts-expect-error: no such method
    await app.save({});
  },
} satisfies Migration;
