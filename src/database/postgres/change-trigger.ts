import { quote } from "./quote.ts";

/** See `changes.sql`. */
export function changeTrigger(table: string): string {
  return `CREATE TRIGGER baobox_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON ${quote(table)}
    FOR EACH STATEMENT WHEN (current_setting('baobox.server', TRUE) IS NULL) EXECUTE FUNCTION bb.changed()`;
}
