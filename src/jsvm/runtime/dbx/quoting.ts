/** The values of a statement, by the names of their placeholders. */
export type Params = Record<string, unknown>;

export function quoteSimpleTable(name: string): string {
  return name.includes("`") ? name : `\`${name}\``;
}

export function quoteSimpleColumn(name: string): string {
  return name === "*" ? name : quoteSimpleTable(name);
}

/** A table's name with its schema, if any. What is no plain name stays as it is. */
export function quoteTable(name: string): string {
  if (name.includes("(") || name.includes("{{")) return name;
  return name.split(".").map(quoteSimpleTable).join(".");
}

/** A column's name with its table, if any. Calls and what is quoted already stay as they are. */
export function quoteColumn(name: string): string {
  if (/\(|\{\{|\[\[/.test(name)) return name;
  const dot = name.lastIndexOf(".");
  const prefix = dot < 0 ? "" : `${quoteTable(name.slice(0, dot))}.`;
  return prefix + quoteSimpleColumn(name.slice(dot + 1));
}

/** A text as a literal of SQL. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Keeps the value under the next free name, and gives its placeholder. */
export function bound(params: Params, value: unknown): string {
  const name = `p${Object.keys(params).length}`;
  params[name] = value;
  return `{:${name}}`;
}
