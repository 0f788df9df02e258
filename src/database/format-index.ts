import type { IndexColumn, IndexDefinition } from "./schema-dialect.ts";

/** A definition as PocketBase writes and stores it, whatever the engine makes of it. */
export function formatIndex(index: IndexDefinition): string {
  const several = index.columns.length > 1;
  const columns = index.columns.map(indexColumnText).join(",\n  ");
  return [
    `CREATE ${index.unique ? "UNIQUE " : ""}INDEX ${index.optional ? "IF NOT EXISTS " : ""}`,
    index.schemaName === "" ? "" : `${quoteWithBackticks(index.schemaName)}.`,
    `${quoteWithBackticks(index.indexName)} ON ${quoteWithBackticks(index.tableName)} (`,
    several ? `\n  ${columns}\n` : columns,
    index.where === "" ? ")" : `) WHERE ${index.where}`,
  ].join("");
}

/** A name with a space or a parenthesis is an expression and stays as it was written. */
function indexColumnText({ name, collate, sort }: IndexColumn): string {
  const text = name.includes("(") || name.includes(" ") ? name : quoteWithBackticks(name);
  return `${text}${collate === "" ? "" : ` COLLATE ${collate}`}${sort === "" ? "" : ` ${sort}`}`;
}

export function quoteWithBackticks(identifier: string): string {
  return `\`${identifier.replaceAll("`", "``")}\``;
}
