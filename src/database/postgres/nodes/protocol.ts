import type { PostgresConnection } from "../connection.ts";
import type { Lease } from "../server-lease.ts";

/**
 * Of what servers that run at the same time tell each other, in the database and its tables. To be raised where an earlier version
 * would not understand a later one; then all nodes must be stopped for the upgrade.
 */
export const NODE_PROTOCOL = 1;

const SET = `INSERT INTO bb.meta (key, value) VALUES ('protocol', $1)
  ON CONFLICT (key) DO UPDATE SET value = excluded.value`;

interface Node {
  readonly connection: PostgresConnection;
  readonly lease: Lease;
  /** Default: this version's. */
  readonly protocol?: number;
}

/** To be called before anything is changed in the database: throws where nodes run that don't understand this one. */
export async function checkProtocol({ connection, lease, protocol = NODE_PROTOCOL }: Node): Promise<void> {
  const running = await runningProtocol(connection);
  if (running === null || running === protocol) return;
  // Those that have written it may be gone.
  if (await lease.alone(async (locked) => void (await locked.query(SET, [String(protocol)])))) return;
  const other = running > protocol ? "a later" : "an earlier";
  throw new Error(`nodes of ${other} version run on it, which this one can't work with: stop them first`);
}

/** To be called once the tables are there. */
export async function settleProtocol(node: Node): Promise<void> {
  const { connection, protocol = NODE_PROTOCOL } = node;
  await connection.query("INSERT INTO bb.meta (key, value) VALUES ('protocol', $1) ON CONFLICT DO NOTHING", [
    String(protocol),
  ]);
  await checkProtocol(node);
}

async function runningProtocol(connection: PostgresConnection): Promise<number | null> {
  const [table] = await connection.query("SELECT to_regclass('bb.meta')::text AS name WHERE $1", [true]);
  if (table?.["name"] === null) return null;
  const [row] = await connection.query("SELECT value FROM bb.meta WHERE key = $1", ["protocol"]);
  return row === undefined ? null : Number(row["value"]);
}
