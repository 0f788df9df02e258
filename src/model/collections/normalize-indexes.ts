import type { SchemaDialect } from "../../database/schema-dialect.ts";
import { parseIndex } from "./index-definition.ts";

/** The statements over the collection's own table; one that already is stays as the user wrote it, a broken one too. */
export function normalizeIndexList(indexes: readonly string[], tableName: string, schema: SchemaDialect): string[] {
  return indexes.map((sql) => {
    const parsed = parseIndex(sql);
    if (parsed === null || parsed.tableName === tableName) return sql;
    return schema.formatIndex({ ...parsed, tableName });
  });
}
