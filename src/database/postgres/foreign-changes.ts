/** On which triggers of sessions that are not Baobox's servers tell which table they wrote (`changes.sql`, `bb.changed`). */
export const CHANGES_CHANNEL = "baobox_changed";

/** What another program has written. */
export function parseForeignChange(payload: string): { readonly schemaName: string; readonly table: string } {
  const dot = payload.indexOf(".");
  return { schemaName: payload.slice(0, dot), table: payload.slice(dot + 1) };
}
