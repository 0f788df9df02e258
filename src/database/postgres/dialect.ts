import type { Dialect } from "../engine.ts";
import { postgresExpressions } from "./expressions.ts";
import { quote } from "./quote.ts";
import { postgresSchema } from "./schema.ts";

export const postgresDialect: Dialect = {
  name: "postgres",
  hasOneWriter: false,
  quote,
  expressions: postgresExpressions,
  schema: postgresSchema,
};
