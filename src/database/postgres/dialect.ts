import type { Dialect } from "../engine.ts";
import { conflictOf } from "./conflict.ts";
import { postgresExpressions } from "./expressions.ts";
import { quote } from "./quote.ts";
import { postgresSchema } from "./schema.ts";

export const postgresDialect: Dialect = {
  name: "postgres",
  hasOneWriter: false,
  conflictOf,
  quote,
  expressions: postgresExpressions,
  schema: postgresSchema,
};
