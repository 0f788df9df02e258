export interface IndexColumn {
  readonly name: string;
  /** `COLLATE NOCASE`, `DESC` and the like. */
  readonly rest: string;
}

export interface IndexParts {
  readonly isUnique: boolean;
  readonly name: string;
  readonly table: string;
  readonly columns: readonly IndexColumn[];
  /** The condition of a partial index; "" without one. */
  readonly where: string;
}

const INDEX =
  /^\s*create\s+(unique\s+)?index\s+(?:if\s+not\s+exists\s+)?[`"[]?(\w+)[`"\]]?\s+on\s+[`"[]?(\w+)[`"\]]?\s*\(([\s\S]*?)\)\s*(?:where\s+([\s\S]+?))?;?\s*$/i;

/** Expressions such as `lower(name)` are no columns. */
const COLUMN = /^\s*[`"[]?(\w+)[`"\]]?\s*((?:collate\s+\w+)?\s*(?:asc|desc)?)\s*$/i;

/** The parts of a CREATE INDEX statement; null for one that is made of more than columns. */
export function parseIndex(text: string): IndexParts | null {
  const found = INDEX.exec(text);
  if (found === null) return null;
  const [, unique, name = "", table = "", list = "", where = ""] = found;
  const columns = (list.trim() === "" ? [] : list.split(",")).map((column) => COLUMN.exec(column));
  if (columns.some((column) => column === null)) return null;
  return {
    isUnique: unique !== undefined,
    name,
    table,
    columns: columns.map((column) => ({ name: column?.[1] ?? "", rest: column?.[2] ?? "" })),
    where: where.trim(),
  };
}

export function formatIndex({ isUnique, name, table, columns, where }: IndexParts): string {
  const list = columns.map((column) => `\`${column.name}\`${column.rest === "" ? "" : ` ${column.rest}`}`).join(", ");
  const condition = where === "" ? "" : ` WHERE ${where}`;
  return `CREATE ${isUnique ? "UNIQUE " : ""}INDEX \`${name}\` ON \`${table}\` (${list})${condition}`;
}

/** The statement with a column under its new name; one that can't be read stays as it is. */
export function renameInIndex(text: string, from: string, to: string): string {
  const parts = parseIndex(text);
  if (parts === null || to === "") return text;
  const where = renameInCondition(parts.where, from, to);
  if (where === parts.where && !parts.columns.some(({ name }) => name === from)) return text;
  const columns = parts.columns.map((column) => (column.name === from ? { ...column, name: to } : column));
  return formatIndex({ ...parts, columns, where });
}

/** Texts, quoted names, plain names, and whatever else. */
const CONDITION_TOKEN = /'(?:[^']|'')*'?|"[^"]*"?|`[^`]*`?|\[[^\]]*\]?|\w+|[^]/g;

function renameInCondition(where: string, from: string, to: string): string {
  return where.replaceAll(CONDITION_TOKEN, (token) =>
    [from, `"${from}"`, `\`${from}\``, `[${from}]`].includes(token) ? `\`${to}\`` : token,
  );
}
