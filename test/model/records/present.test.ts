import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Row } from "../../../src/database/engine.ts";
import type { RecordModel } from "../../../src/model/records/record.ts";
import { recordText, rowShape } from "../../../src/model/records/present-shapes.ts";
import { presentRecords, presentRows } from "../../../src/model/records/present.ts";
import { recordFromRow } from "../../../src/model/records/record-values.ts";
import type { RequestInfo } from "../../../src/model/request-info.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";

let app: TestApp;

beforeAll(async () => {
  app = await testApp({ fixture: "world" });
});

afterAll(() => app[Symbol.asyncDispose]());

function requestOf(auth: RecordModel | null, query: Record<string, string> = {}): RequestInfo {
  return { method: "GET", context: "default", query, headers: {}, body: {}, auth };
}

function rowsOf(collection: string): Promise<Row[]> {
  return app.context.connection.all<Row>(`SELECT * FROM ${app.context.connection.dialect.quote(collection)}`);
}

describe("shapes", () => {
  test("a row and the record made of it read the same for everyone, with their keys in order", async () => {
    let compared = 0;
    for (const collection of app.context.collections.current().all) {
      for (const row of await rowsOf(collection.name)) {
        for (const hidden of [true, false]) {
          const record = recordFromRow(collection, row);
          record.showsEmail = hidden;
          const email = hidden || collection.type !== "auth" || record.values["emailVisibility"] === true;
          const text = rowShape(collection, { hidden, email }).text(row);
          expect(text).toBe(recordText(record, hidden));
          const keys = Object.keys(JSON.parse(text) as object);
          expect(keys).toEqual([...keys].sort());
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThan(200);
  });

  test("JSON fields keep their text: large numbers and the order of keys", async () => {
    const collection = app.collection("posts");
    const [row] = await rowsOf("posts");
    const meta = '{"b":12345678901234567890,"1":1.50,"a":[]}';
    const text = rowShape(collection, { hidden: false, email: true }).text({ ...row, meta });
    expect(text).toContain(`"meta":${meta},`);
    const damaged = rowShape(collection, { hidden: false, email: true }).text({ ...row, meta: '{"a":' });
    expect((JSON.parse(damaged) as Record<string, unknown>)["meta"]).toBe('{"a":');
  });

  test("nobody sees the password and the token key, and only superusers hidden fields", async () => {
    const collection = app.collection("authors");
    const [row = {}] = await rowsOf("authors");
    const all = JSON.parse(rowShape(collection, { hidden: true, email: true }).text(row)) as object;
    expect(all).not.toHaveProperty("password");
    expect(all).not.toHaveProperty("tokenKey");
    const [posts = {}] = await rowsOf("posts");
    const hidden = app.collection("posts").fields.find((field) => field.hidden)?.name ?? "";
    const shown = (isShown: boolean): unknown =>
      JSON.parse(rowShape(app.collection("posts"), { hidden: isShown, email: true }).text(posts));
    expect(shown(false)).not.toHaveProperty(hidden);
    expect(shown(true)).toHaveProperty(hidden);
  });
});

describe("emails", () => {
  async function emailsSeenBy(auth: RecordModel | null): Promise<(string | undefined)[]> {
    const collection = app.collection("authors");
    const text = await presentRows(app.context, requestOf(auth), { collection, rows: await rowsOf("authors") });
    return (JSON.parse(text) as { email?: string }[]).map(({ email }) => email);
  }

  test("are shown where the record says so, to its owner and to superusers", async () => {
    const collection = app.collection("authors");
    const rows = await rowsOf("authors");
    const open = rows.filter((row) => Boolean(row["emailVisibility"])).length;
    const hiding = rows.find((row) => !row["emailVisibility"]) ?? {};
    const seen = async (auth: RecordModel | null) => (await emailsSeenBy(auth)).filter(Boolean).length;
    expect(await seen(null)).toBe(open);
    expect(await seen(recordFromRow(collection, hiding))).toBe(open + 1);
    const superuser = await app.create("_superusers", { email: "shape@example.com", password: "1234567890" });
    expect(await seen(superuser)).toBe(rows.length);
  });
});

describe("expand", () => {
  type Expanded = { id: string; expand?: Record<string, Expanded | Expanded[]> };

  async function expanded(collection: string, expand: string, auth: RecordModel | null = null): Promise<Expanded[]> {
    const rows = await rowsOf(collection);
    const records = rows.map((row) => recordFromRow(app.collection(collection), row));
    const texts = await presentRecords(app.context, requestOf(auth, { expand }), records);
    return texts.map((text) => JSON.parse(text) as Expanded);
  }

  test("asks the database once a relation and level, whatever the number of records", async () => {
    const { connection } = app.context;
    const statements: string[] = [];
    const counting = {
      ...app.context,
      connection: {
        ...connection,
        dialect: connection.dialect,
        all: ((sql: string, parameters: never[]) => {
          statements.push(sql);
          return connection.all(sql, parameters);
        }) as typeof connection.all,
      },
    };
    const records = (await rowsOf("posts")).map((row) => recordFromRow(app.collection("posts"), row));
    const superuser = await app.create("_superusers", { email: "expand@example.com", password: "1234567890" });
    await presentRecords(counting, requestOf(superuser, { expand: "author.team,author.friends,reviewers" }), records);
    expect(statements).toHaveLength(4);
  });

  test("paths of which a part does not exist expand nothing, others do", async () => {
    const [first] = (await expanded("posts", "author.missing,reviewers")).filter(({ expand }) => expand !== undefined);
    expect(first?.expand).not.toHaveProperty("author");
    expect((await expanded("posts", "missing")).every(({ expand }) => expand === undefined)).toBe(true);
  });

  test("back relations are lists, and end at a depth of six", async () => {
    const superuser = await app.create("_superusers", { email: "depth@example.com", password: "1234567890" });
    const path = Array(8).fill("author.posts_via_author").join(".");
    let depth = 0;
    const deepest = (record: Expanded, level: number): void => {
      depth = Math.max(depth, level);
      for (const related of Object.values(record.expand ?? {}).flat()) deepest(related, level + 1);
    };
    const [some] = (await expanded("posts", path, superuser)).filter(({ expand }) => expand?.["author"] !== undefined);
    if (some !== undefined) deepest(some, 0);
    expect(depth).toBe(6);
  });
});

describe("hooks", () => {
  test("may add to, hide and show fields of a record, around expanding", async () => {
    const collection = app.collection("authors");
    const seen: string[] = [];
    const unbind = app.context.hooks.onRecordEnrich.bind({
      tags: ["authors"],
      run: async (event) => {
        seen.push(`before ${event.record.id}`);
        await event.next();
        seen.push(`after ${event.record.id}`);
        event.record.custom["extra"] = { z: 1 };
        event.record.visibility.set("handle", false);
        event.record.visibility.set("tokenKey", true);
      },
    });
    const rows = (await rowsOf("authors")).slice(0, 2);
    const text = await presentRows(app.context, requestOf(null), { collection, rows });
    unbind();
    const [first] = JSON.parse(text) as Record<string, unknown>[];
    expect(first?.["extra"]).toEqual({ z: 1 });
    expect(first).not.toHaveProperty("handle");
    expect(first).not.toHaveProperty("tokenKey");
    const [a, b] = rows.map(({ id }) => String(id));
    expect(seen).toEqual([`before ${a}`, `before ${b}`, `after ${b}`, `after ${a}`]);
    const keys = Object.keys(first ?? {});
    expect(keys).toEqual([...keys].sort());
  });
});
