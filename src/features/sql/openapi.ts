import { Type } from "@sinclair/typebox";
import type { RouteDescription } from "../../model/route-description.ts";

/** What the document of the API says of the SQL console's route. */
export const sqlApi: RouteDescription = {
  id: "runSql",
  summary: "Runs SQL statements and answers the rows of the last one",
  body: Type.Object({ query: Type.String({ maxLength: 5000 }) }),
  answer: Type.Object({
    execTime: Type.Integer({ description: "In milliseconds" }),
    affectedRows: Type.Integer(),
    columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String(), nullable: Type.Boolean() })),
    rows: Type.Array(Type.Array(Type.Union([Type.String(), Type.Null()]))),
  }),
  errors: [400],
};
