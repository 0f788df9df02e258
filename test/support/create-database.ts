import type { SQL } from "bun";

/**
 * Makes a database by copying the files of another, in the kernel where PostgreSQL can: a third of the CPU time and a fifth of the
 * time of its default, which writes each page into its log too.
 */
export async function createDatabase(sql: SQL, name: string, template: string): Promise<void> {
  await sql`SELECT set_config(name, 'clone', false) FROM pg_settings
    WHERE name = 'file_copy_method' AND 'clone' = ANY (enumvals)`;
  await sql.unsafe(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
}
