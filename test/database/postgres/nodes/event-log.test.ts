// What servers of one database tell each other, each an engine of this process.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { openPostgres } from "../../../../src/database/postgres/open.ts";
import { knownVersion, type EventNode, openNode, told, withSql } from "../../../support/event-nodes.ts";
import { failure } from "../../../support/failure.ts";
import { PostgresServer } from "../../../support/postgres-server.ts";
import { silentLog } from "../../../support/test-app.ts";

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

async function twoNodes(): Promise<{ one: EventNode; two: EventNode; url: string } & AsyncDisposable> {
  const url = await server.createDatabase();
  const one = await openNode(url, "one");
  await one.engine.run(`CREATE TABLE "posts" ("id" text PRIMARY KEY, "n" int)`);
  const two = await openNode(url, "two");
  const close = async (): Promise<void> => {
    await one[Symbol.asyncDispose]();
    await two[Symbol.asyncDispose]();
  };
  return { one, two, url, [Symbol.asyncDispose]: close };
}

const INSERT = `INSERT INTO "posts" ("id", "n") VALUES (?, ?)`;

test("what a transaction tells all servers hear with the same numbers once it is committed, and not where it is rolled back", async () => {
  await using nodes = await twoNodes();
  const { one, two } = nodes;
  await one.engine.transaction(async (transaction) => {
    await transaction.run(INSERT, ["a", 1]);
    expect(transaction.tell("posts", { id: "a", text: 'Ä\n\t"\0\ud800' })).toBe(true);
    expect(transaction.tell("posts", [1])).toBe(true);
  });
  await failure(
    two.engine.transaction(async (transaction) => {
      await transaction.run(INSERT, ["b", 1]);
      transaction.tell("posts", "rolled back");
      throw new Error("no");
    }),
  );
  await two.engine.transaction(async (transaction) => void transaction.tell("other", "nothing written"));
  expect(await told(two)).toEqual([{ id: "a", text: 'Ä\n\t"\0\ud800' }, [1], "nothing written"]);
  await one.events.sync();
  expect(one.heard).toEqual(two.heard);
  expect(one.heard.map(({ seq, name }) => [seq, name])).toEqual(
    [1, 2, 3].map((seq) => [seq, seq < 3 ? "posts" : "other"]),
  );
  expect([one.events.position, two.events.position]).toEqual([3, 3]);
  expect(one.events.epoch).toBe(two.events.epoch);
});

test("a transaction that fails as it is committed tells nothing", async () => {
  await using nodes = await twoNodes();
  const { one, two } = nodes;
  await one.engine.run(`CREATE TABLE "parts" ("post" text REFERENCES "posts" ("id") DEFERRABLE INITIALLY DEFERRED)`);
  const work = one.engine.transaction(async (transaction) => {
    await transaction.run(`INSERT INTO "parts" ("post") VALUES (?)`, ["nothing"]);
    transaction.tell("parts", "failed");
  });
  expect(String(await failure(work))).toContain("foreign key");
  expect(await told(two)).toEqual([]);
});

test("large messages and many at once", async () => {
  await using nodes = await twoNodes();
  const { one, two } = nodes;
  const large = "x".repeat(100_000);
  await one.engine.transaction(async (transaction) => {
    for (let n = 0; n < 50; n += 1) transaction.tell("posts", n % 10 === 0 ? large : n);
  });
  for (let n = 0; n < 3_000; n += 1) one.events.append("later", String(n));
  await one.events.sync();
  while ((await told(two)).length < 3_050);
  expect(two.heard.map(({ seq }) => seq)).toEqual(Array.from({ length: 3_050 }, (_, index) => index + 1));
  expect(two.heard[40]?.body.length).toBe(large.length + 2);
  expect(two.heard.slice(50).map(({ body }) => Number(body))).toEqual(Array.from({ length: 3_000 }, (_, n) => n));
});

test("what is told outside of transactions is stored once, in its order, although connections are cut", async () => {
  await using nodes = await twoNodes();
  const { one, two, url } = nodes;
  await withSql(url, async (sql) => {
    for (let n = 0; n < 600; n += 1) {
      one.events.append("n", String(n));
      if (n % 3 === 0) await Bun.sleep(1);
      if (n % 40 !== 0) continue;
      await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    }
  });
  const isDone = Promise.withResolvers<void>();
  two.events.follow(({ body }) => body === '"last"' && isDone.resolve());
  one.events.append("n", '"last"');
  await isDone.promise;
  expect(two.heard.map(({ body }) => body)).toEqual([...Array.from({ length: 600 }, (_, n) => String(n)), '"last"']);
});

test("a commit of a server that died before it gave it a place is told by the others", async () => {
  await using nodes = await twoNodes();
  const { one, two, url } = nodes;
  const heard = [one, two].map(({ events }) => new Promise((resolve) => events.follow(resolve)));
  await withSql(
    url,
    (sql) => sql`INSERT INTO bb.event (node, tables, size, entries) VALUES ('dead', '[]', 1, ${"posts\t1"})`,
  );
  expect(await Promise.all(heard)).toEqual(Array(2).fill({ seq: 1, name: "posts", body: "1" }));
});

test("versions of tables change with the commits of other servers", async () => {
  await using nodes = await twoNodes();
  const { one, two } = nodes;
  await one.engine.run(`CREATE TABLE "tags" ("id" text)`);
  const versionOf = async (table: string): Promise<string> => {
    await one.events.flush();
    await two.events.sync();
    return String(await knownVersion(two.engine, table));
  };
  const generationOf = (version: string): string => version.split(".")[0] ?? "";
  for (let n = 0; ; n += 1) {
    const [posts, tags] = [await versionOf("posts"), await versionOf("tags")];
    await one.engine.run(INSERT, [`a${n}`, n]);
    expect(await versionOf("posts")).not.toBe(posts);
    const later = await versionOf("tags");
    // A busy machine may take so long that nothing is trusted meanwhile, which changes all versions.
    if (generationOf(later) !== generationOf(tags)) continue;
    expect(later).toBe(tags);
    break;
  }
  const tags = await versionOf("tags");
  await one.engine.runScript(`DROP TABLE "tags"; CREATE TABLE "tags" ("id" text)`, { maxRows: 1, timeoutMs: 1000 });
  // Told once the script has ended.
  while ((await versionOf("tags")) === tags) await Bun.sleep(1);
});

test("a server that has flushed its commits has told the others of them", async () => {
  await using nodes = await twoNodes();
  const { one, two } = nodes;
  const places = `SELECT count(*) AS "n" FROM bb.batch AS b, unnest(b.seqs) AS seq JOIN bb.event AS e USING (seq)
    WHERE e.entries LIKE ?`;
  const write = async (node: EventNode, name: string): Promise<void> => {
    for (let n = 0; n < 20; n += 1) {
      await node.engine.transaction(async (transaction) => void transaction.tell(`${name}${n}`, n));
      await node.events.flush();
      expect(await node.engine.get(places, [`${name}${n}\t%`])).toEqual({ n: 1 });
    }
  };
  await Promise.all(["a", "b", "c", "d"].map((name, index) => write(index % 2 === 0 ? one : two, name)));
});

test("what a server knows of tables is not trusted while it can't look for commits of others", async () => {
  await using nodes = await twoNodes();
  const { engine } = nodes.two;
  await knownVersion(engine, "posts");
  await withSql(nodes.url, async (sql) => {
    await sql`SELECT pg_advisory_lock(hashtextextended('baobox:sequence', 0))`;
    while (engine.versionOfTable("posts") !== null) await Bun.sleep(10);
  });
  await knownVersion(engine, "posts");
});

test("a server that is alone tells nothing", async () => {
  const url = await server.createDatabase();
  const engine = await openPostgres({
    url,
    schemaName: "public",
    queryTimeoutMs: 30_000,
    log: silentLog,
    isServer: true,
  });
  await engine.transaction(async (transaction) => {
    await transaction.run(`CREATE TABLE "posts" ("id" text)`);
    expect(transaction.tell("posts", 1)).toBe(false);
  });
  expect(engine.events).toBeNull();
  expect(await engine.get("SELECT to_regclass('bb.event') AS name WHERE ?", [true])).toEqual({ name: null });
  await engine.close();
});
