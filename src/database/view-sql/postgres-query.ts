const PASSED_THROUGH = /^\s*--[ \t]*postgres[ \t]*(?:\r?\n|$)/i;

/** Whether the first line of a view's query says that it is written for PostgreSQL. Apart from the translation, which few processes load. */
export function isPostgresQuery(query: string): boolean {
  return PASSED_THROUGH.test(query);
}
