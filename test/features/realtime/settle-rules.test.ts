// A worker that has not heard yet of a change of rules by another one, just before its own write.
import { expect } from "bun:test";
import { publishChanges } from "../../../src/features/realtime/publish-changes.ts";
import { startRealtime } from "../../../src/features/realtime/start-realtime.ts";
import type { Collection, CollectionSnapshot } from "../../../src/model/collections/collection.ts";
import type { Context } from "../../../src/model/context.ts";
import { createHooks } from "../../../src/model/hooks.ts";
import { streams } from "../../../src/model/protocol/bus-topics.ts";
import type { ChangeMoment } from "../../../src/model/protocol/realtime-events.ts";
import { newRecord } from "../../../src/model/records/record-values.ts";
import { insideTest } from "../../support/inside-test.ts";
import { testApp } from "../../support/test-app.ts";

const COMMIT = 7;

interface Late {
  readonly before: string | null;
  readonly after: string | null;
  /** The commit of the last change of a collection. */
  readonly changedWith: number;
}

/** The rules with which a record is told that was written while `before` was known here, and `after` is heard of later. */
async function toldRules({ before, after, changedWith }: Late): Promise<ChangeMoment | undefined> {
  await using app = await testApp();
  using running = startRealtime(app.context);
  const { realtime } = running;
  await realtime.use.begin();
  const token = await app.superuserToken();
  expect((await app.request("POST", "/api/collections", { token, body: { name: "posts", type: "base" } })).status).toBe(
    200,
  );
  const posts = app.collection("posts");
  const withRule = (rule: string | null): Collection => ({ ...posts, listRule: rule, viewRule: rule });
  let known = withRule(before);
  const snapshot = (): CollectionSnapshot => {
    const current = app.context.collections.current();
    return { ...current, byId: (id) => (id === posts.id ? known : current.byId(id)) };
  };
  const context: Context = {
    ...app.context,
    hooks: createHooks(),
    collections: {
      ...app.context.collections,
      current: snapshot,
      catchUp: () => Promise.resolve().then(() => void (known = withRule(after))),
    },
    database: new Proxy(app.context.database, {
      get(engine, name) {
        if (name === "mayBeWrittenSince") return (_table: string, commit: number) => changedWith > commit;
        const value: unknown = Reflect.get(engine, name, engine);
        return typeof value === "function" ? (value.bind(engine) as unknown) : value;
      },
    }),
  };
  const told = Promise.withResolvers<ChangeMoment | undefined>();
  const end = context.bus.follow(streams.realtime, ({ message }) => {
    if (message.kind === "record") told.resolve(message.change.asOf);
  });
  const unbind = publishChanges({ ...realtime, context });
  const record = newRecord(posts);
  record.writtenUnder = known;
  record.order = { cell: 1, commit: COMMIT, previous: 0, isLast: true };
  await context.hooks.onRecordAfterCreateSuccess.trigger({ context, record }, [posts.id, posts.name], () => undefined);
  const asOf = await told.promise;
  unbind();
  end();
  return asOf;
}

insideTest("rules that another worker changed before the commit hold, though they are heard of after it", async () => {
  for (const [before, after] of [
    ["", null],
    [null, ""],
    ["title = 'a'", "title = 'b'"],
  ] as const) {
    const asOf = await toldRules({ before, after, changedWith: COMMIT - 1 });
    expect(asOf).toEqual({ commit: COMMIT, listRule: after, viewRule: after });
  }
});

insideTest("where they changed after the commit, too, a client sees the record by both", async () => {
  for (const [before, after, expected] of [
    ["", null, null],
    [null, "", null],
    ["", "title = 'b'", "title = 'b'"],
    ["title = 'a' // one", "title = 'b'", "(title = 'a' // one\n) && (title = 'b'\n)"],
  ] as const) {
    const asOf = await toldRules({ before, after, changedWith: COMMIT + 1 });
    expect(asOf).toEqual({ commit: COMMIT, listRule: expected, viewRule: expected });
  }
});
