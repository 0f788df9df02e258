import type { Dialect } from "../engine.ts";
import { conflictOf } from "./conflict.ts";
import { postgresExpressions } from "./expressions.ts";
import { quote } from "./quote.ts";
import { postgresSchema } from "./schema.ts";
import { severalRows } from "./several-rows.ts";

export const postgresDialect: Dialect = {
  name: "postgres",
  conflictOf,
  quote,
  expressions: postgresExpressions,
  schema: postgresSchema,
  severalRows,
};
