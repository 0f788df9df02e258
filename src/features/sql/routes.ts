import type { TableResult } from "../../database/engine.ts";
import { badRequest } from "../../lib/api-error.ts";
import type { FieldError } from "../../lib/api-error.ts";
import { later } from "../../lib/lazy.ts";
import { readBody, textFields } from "../../model/request-body.ts";
import type { Call, Route } from "../../model/route.ts";
import { required } from "../../model/fields/field-errors.ts";

/** PocketBase's limits. */
const MAX_ROWS = 1000;
const TIMEOUT_MS = 3 * 60 * 1000;
const MAX_QUERY_BYTES = 5000;

export const sqlRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/api/sql",
    access: "superuser",
    handle: runSql,
    describe: later(async () => (await import("./openapi.ts")).sqlApi),
  },
];

/** Runs the statements of a superuser and answers the rows of the last one, all cells as texts or null. */
async function runSql(call: Call): Promise<Response> {
  const { query } = textFields(await readBody(call), ["query"]);
  const error = check(query);
  if (error !== null) {
    throw badRequest("An error occurred while validating the submitted data.", { data: { query: error } });
  }
  const startedMs = performance.now();
  const { columns, rows, affectedRows } = await run(call, query.trim());
  return call.json({
    execTime: Math.trunc(performance.now() - startedMs),
    affectedRows,
    columns: columns.map(({ name, type }) => ({ name, type, nullable: true })),
    rows,
  });
}

function check(query: string): FieldError | null {
  if (query === "") return required;
  if (Buffer.byteLength(query) <= MAX_QUERY_BYTES) return null;
  const message = `The length must be no more than ${MAX_QUERY_BYTES}.`;
  return { code: "validation_length_too_long", message, params: { max: MAX_QUERY_BYTES, min: 0 } };
}

async function run({ context }: Call, query: string): Promise<TableResult> {
  try {
    if (query === "") throw new Error("empty query");
    return await context.database.runScript(query, { maxRows: MAX_ROWS, timeoutMs: TIMEOUT_MS });
  } catch (cause) {
    const text = context.database.dialect.schema.errorText(cause);
    throw badRequest(`Failed to execute query. Raw error:\n${text}`, { cause });
  }
}
