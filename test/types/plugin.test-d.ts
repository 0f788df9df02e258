// Checked by the type checker, never run: what plugins may write, and what they may not.
import { definePlugin, t } from "baobox";
import type { PlainProperty, PluginEvent } from "../../src/plugins/event/plugin-event.ts";
import type { TaggedEvents, UntaggedEvents } from "../../src/plugins/hook-methods.ts";

interface TypedPost {
  id: string;
  title: string;
  views: number;
}

declare module "baobox" {
  interface CollectionTypes {
    typed_posts: {
      record: TypedPost;
      create: { title: string };
      update: { title?: string; "views+"?: number };
      expand: { author: { id: string } };
    };
  }
}

export default definePlugin(async (app) => {
  app.onRecordCreate("typed_posts", async (e) => {
    e.record.title = "x";
    const views: number = e.record.views;
    await e.next();
    app.log.info("created", { views, was: e.original?.title });
  });
  app.onRecordUpdate("typed_posts", async (e) => {
    // @ts-expect-error -- there is no such field
    e.record.titel = "x";
    await e.next();
  });
  app.onRecordCreate(["typed_posts", "pbc_1234567890"], (e) => e.next(), { priority: 3 });
  // @ts-expect-error -- there is no such collection
  app.onRecordCreate("typed_post", (e) => e.next());
  // @ts-expect-error -- nor is the second one
  app.onRecordCreate(["typed_posts", "others"], (e) => e.next());
  app.onRecordCreate(async (e) => {
    e.record["anything"] = 1;
    await e.next();
  });

  const post = await app.records.find("typed_posts", "1", { expand: "author" });
  const author: string | undefined = post?.expand?.author?.id;
  await app.records.create("typed_posts", { title: author ?? "" });
  // @ts-expect-error -- a title is a text
  await app.records.create("typed_posts", { title: 1 });
  await app.records.update("typed_posts", "1", { "views+": 1 });
  const loose = await app.records.get("others", "1");
  app.log.info(String(loose["anything"]));

  const rows = await app.sql<{ id: string }>`SELECT id FROM others WHERE id = ${"x"}`;
  app.log.info(rows[0]?.id ?? "");
  app.routes.get(
    "/api/hello/:name",
    ({ params, query, auth }) => ({ text: `${params.name} ${query.count.toFixed()} ${auth?.email}` }),
    { auth: ["users"], query: t.Object({ count: t.Numeric() }) },
  );
  await app.transaction(async (tx) => {
    await tx.records.delete("typed_posts", "x");
  });
});

type KeysOf<Union> = Union extends Union ? keyof Union : never;
type HookEvents = TaggedEvents<string> & UntaggedEvents;
/** What events promise and the one class of all events does not have: handlers would read undefined. */
type Missing = Exclude<KeysOf<HookEvents[keyof HookEvents]>, keyof PluginEvent | PlainProperty>;

export const isComplete: [Missing] extends [never] ? true : Missing = true;
