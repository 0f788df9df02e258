/** An identifier as it is written. */
export function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
