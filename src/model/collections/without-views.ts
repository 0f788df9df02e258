import type { Connection } from "../../database/engine.ts";

/**
 * Runs `work` while the views that are in its way are gone, and makes them again as they were. `which`: "all" where
 * columns are replaced by others of their name, "broken" for views over what no longer exists: with such views the engine
 * refuses every change of a table, also of tables that have nothing to do with them.
 */
export async function withoutViews(
  connection: Connection,
  which: "all" | "broken",
  work: () => Promise<void>,
): Promise<void> {
  const { schema } = connection.dialect;
  const views = await connection.all<{ name: string; sql: string }>(schema.listViews);
  const aside: typeof views = [];
  for (const view of views) {
    if (which === "broken" && (await works(connection, view.name))) continue;
    aside.push(view);
  }
  for (const { name } of aside) await connection.run(schema.dropView(name));
  await work();
  for (const { sql } of aside) await connection.run(sql);
}

async function works(connection: Connection, view: string): Promise<boolean> {
  try {
    return (await connection.schema.columns(view)).length > 0;
  } catch {
    return false;
  }
}
