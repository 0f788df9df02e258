export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** PostgreSQL has no text with a NUL. */
export function quoteString(text: string): string {
  return `'${text.replaceAll("\u0000", "").replaceAll("'", "''")}'`;
}
