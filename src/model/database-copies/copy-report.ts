/** Why a value can't be copied as it is. */
export type Change =
  "NUL removed" | "no JSON: kept as a JSON text" | "empty: the default of its column" | "no number: 0";

interface Problem {
  readonly name: string;
  readonly reason: string;
}

/** What became of the data on its way from one database to another. */
export class CopyReport {
  tables = 0;
  rows = 0;
  /** Views whose query has no translation: they are gone until it is changed. */
  readonly views: Problem[] = [];
  /** Views whose query is PostgreSQL's own, in a copy for SQLite. */
  readonly postgresViews: string[] = [];
  readonly indexes: Problem[] = [];
  /** Tables of no collection. */
  readonly leftTables: string[] = [];
  readonly #changes = new Map<string, number>();

  changed(table: string, column: string, change: Change): void {
    const key = `${table}.${column}: ${change}`;
    this.#changes.set(key, (this.#changes.get(key) ?? 0) + 1);
  }

  /** What its reader should know besides that all is there. */
  lines(): string[] {
    return [
      ...[...this.#changes].map(([what, count]) => `${what} (${count} ${count === 1 ? "value" : "values"})`),
      ...this.views.map(
        ({ name, reason }) => `view ${name} was not made: ${reason}. Change its query in the dashboard.`,
      ),
      ...this.postgresViews.map(
        (name) => `view ${name} begins with "-- postgres" and works on PostgreSQL only: the copy holds its definition`,
      ),
      ...this.indexes.map(({ name, reason }) => `collection ${name}: ${reason}`),
      ...this.leftTables.map((name) => `table ${name} belongs to no collection and was left out`),
    ];
  }
}
