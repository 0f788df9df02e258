// A program of one's own with Baobox in it. `bun main.ts serve` runs it; `bun build --compile main.ts --outfile guestbook` makes it
// one executable.
import { Baobox, badRequest, t } from "baobox";

const baobox = new Baobox({
  name: "guestbook",
  migrations: {
    "1_entries.ts": {
      async up(app) {
        await app.collections.create({
          name: "entries",
          type: "base",
          listRule: "",
          createRule: "",
          fields: [
            { name: "text", type: "text", required: true },
            { name: "words", type: "number" },
          ],
        });
      },
      async down(app) {
        await app.collections.delete("entries");
      },
    },
  },
});

baobox.onRecordCreate("entries", async (e) => {
  const text = String(e.record["text"]);
  if (text.includes("spam")) throw badRequest("No spam, please.");
  e.record["words"] = text.split(/\s+/).length;
  await e.next();
});

baobox.routes.get(
  "/api/guestbook/longest",
  ({ query }) => baobox.records.list("entries", { sort: "-words", perPage: query.count, fields: "text,words" }),
  { query: t.Object({ count: t.Integer({ minimum: 1, maximum: 100, default: 3 }) }) },
);

await baobox.run();
