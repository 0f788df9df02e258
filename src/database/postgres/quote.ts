/** An identifier as it is written. SQLite has the empty name, which no collection can keep. */
export function quote(identifier: string): string {
  return identifier === "" ? '" "' : `"${identifier.replaceAll('"', '""')}"`;
}
