import { expect, test } from "bun:test";
import { metricsText } from "../../../src/features/overview/metrics.ts";
import { prometheusText } from "../../../src/features/overview/prometheus-text.ts";
import { newMessage } from "../../../src/lib/mail/message.ts";
import { createBackup } from "../../../src/model/backups/create-backup.ts";
import { questions } from "../../../src/model/protocol/bus-topics.ts";
import { createMailer } from "../../../src/model/mails/mailer.ts";
import { failure } from "../../support/failure.ts";
import { insideTest } from "../../support/inside-test.ts";
import { testApp } from "../../support/test-app.ts";
import { isOnPostgres } from "../../support/test-database.ts";

/** Samples by name and labels. Throws for a line that is neither a comment nor a sample. */
function parse(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  expect(text.endsWith("\n")).toBe(true);
  for (const line of text.slice(0, -1).split("\n")) {
    if (/^# (?:HELP|TYPE) [a-z0-9_]+ \S/.test(line)) continue;
    const [, key = "", value = ""] = /^([a-z0-9_]+(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
    if (key === "" || samples.has(key)) throw new Error(`a wrong or doubled line: ${line}`);
    samples.set(key, value === "+Inf" ? Number.POSITIVE_INFINITY : Number(value));
  }
  return samples;
}

insideTest("the metrics count requests, reads, commits, logs and jobs, for superusers alone", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const body = { name: "notes", type: "base", fields: [{ name: "title", type: "text" }], listRule: "" };
  await app.request("POST", "/api/collections", { token, body });
  for (let count = 0; count < 3; count += 1) await app.request("GET", "/api/collections/notes/records");
  await app.request("GET", "/api/collections/missing/records");
  await app.context.crons.run("__pbLogsCleanup__");
  app.context.log.error("something");
  expect((await app.request("GET", "/api/metrics")).status).toBe(401);
  const answer = await app.server.request(
    new Request("http://127.0.0.1/api/metrics", { headers: { authorization: token } }),
  );
  expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  const samples = parse(await answer.text());
  const list = 'method="GET",route="/api/collections/:collection/records"';
  expect(samples.get(`baobox_http_requests_total{${list},status="200"}`)).toBe(3);
  expect(samples.get(`baobox_http_requests_total{${list},status="404"}`)).toBe(1);
  expect(samples.get(`baobox_http_request_duration_seconds_count{${list}}`)).toBe(4);
  expect(samples.get(`baobox_http_request_duration_seconds_bucket{${list},le="+Inf"}`)).toBe(4);
  expect(samples.get(`baobox_http_request_duration_seconds_sum{${list}}`)).toBeGreaterThan(0);
  const buckets = [...samples]
    .filter(([key]) => key.includes("_bucket{") && key.includes(list))
    .map(([, count]) => count);
  expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
  const place = isOnPostgres ? "process" : "loop";
  expect(samples.get(`baobox_database_reads_total{worker="1",place="${place}"}`)).toBeGreaterThan(0);
  expect(samples.get('baobox_database_commits_total{worker="1"}')).toBeGreaterThan(0);
  expect(samples.get('baobox_database_rollbacks_total{worker="1"}')).toBe(0);
  expect(samples.get('baobox_database_writer_busy_seconds_total{worker="1"}')).toBeGreaterThan(0);
  expect(samples.get(`baobox_database_read_duration_seconds_sum{worker="1",place="${place}"}`)).toBeGreaterThan(0);
  // Of PostgreSQL nobody here knows what a statement will take.
  if (!isOnPostgres)
    expect(samples.get('baobox_database_statements_total{worker="1",class="quick"}')).toBeGreaterThan(0);
  expect(samples.get('baobox_job_runs_total{worker="1",job="__pbLogsCleanup__",outcome="success"}')).toBe(1);
  // The list of the same rule is planned once. Other tests of this process count in the same place.
  expect(samples.get('baobox_cache_hits_total{worker="1",cache="plans"}')).toBeGreaterThanOrEqual(2);
  expect(samples.get('baobox_process_heap_bytes{worker="1"}')).toBeGreaterThan(0);
  const database = isOnPostgres ? 'schema="public"' : 'file="data.db"';
  expect(samples.get(`baobox_database_size_bytes{${database}}`)).toBeGreaterThan(0);
  expect(samples.get('baobox_log_entries_total{worker="1",level="error"}')).toBe(3);
  expect(samples.get('baobox_job_last_success{job="__pbLogsCleanup__"}')).toBe(1);
  expect(samples.get("baobox_backups")).toBe(0);
  expect(samples.get('baobox_process_resident_memory_bytes{worker="1"}')).toBeGreaterThan(1_000_000);
  expect(samples.get('baobox_event_loop_delay_max_seconds{worker="1"}')).toBeGreaterThanOrEqual(0);
});

test("files, mails and backups are counted by their outcome", async () => {
  await using app = await testApp();
  const { context } = app;
  await context.files.write("a/b/c.txt", new Blob(["text"]), { contentType: "text/plain", originalName: "c.txt" });
  await context.files.read("a/b/c.txt");
  await context.files.delete("a/b/c.txt");
  await createBackup(context, "one.zip");
  await createBackup(context, "two.zip").catch(() => undefined);
  context.hooks.onMailerSend.bind({ run: () => Promise.reject(new Error("refused")) });
  const mail = newMessage({ from: { name: "", address: "a@b.c" }, to: [], subject: "", html: "" });
  expect(String(await failure(createMailer(context).send(mail)))).toContain("refused");
  const samples = parse(await metricsText(context));
  const files = (action: string, outcome: string) =>
    samples.get(`baobox_storage_operations_total{worker="1",store="files",action="${action}",outcome="${outcome}"}`);
  expect([files("write", "success"), files("read", "success"), files("delete", "success")]).toEqual([1, 1, 1]);
  expect(files("write", "failure")).toBe(0);
  expect(samples.get('baobox_backup_runs_total{worker="1",outcome="success"}')).toBe(2);
  expect(samples.get("baobox_backups")).toBe(2);
  // A hook that refuses a mail leaves nothing to hand over.
  expect(samples.get('baobox_mails_total{worker="1",outcome="failure"}')).toBe(0);
  expect(samples.get('baobox_backup_runs_duration_seconds_count{worker="1"}')).toBe(2);
});

test("labels and help are written so that no value can break a line", () => {
  const samples = [{ labels: { route: 'a"b\\c\nd' }, value: 1 }];
  expect(prometheusText([{ name: "x", type: "gauge", help: "a\\b\nc", samples }])).toBe(
    '# HELP x a\\\\b\\nc\n# TYPE x gauge\nx{route="a\\"b\\\\c\\nd"} 1\n',
  );
});

test("the figures of nodes are told apart by their names", async () => {
  await using app = await testApp();
  const { bus } = app.context;
  const [own] = await bus.request(questions.figures, null);
  if (own === undefined) throw new Error("an app has figures");
  for (const node of ["b", "a"]) bus.respond(questions.figures, () => ({ ...own, node }));
  const samples = parse(await metricsText(app.context));
  const nodes = [...samples.keys()].filter((key) => key.startsWith("baobox_process_heap_bytes{"));
  expect(nodes).toEqual(['worker="1"', 'node="a"', 'node="b"'].map((label) => `baobox_process_heap_bytes{${label}}`));
});
