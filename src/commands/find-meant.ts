/** The name that differs from what was written by a slip of the keyboard or in how its words are joined. */
export function findMeant(written: string, known: readonly string[]): string | undefined {
  return known.find((name) => joined(written) === joined(name) || isSlip(written, name));
}

/** The same for `public-dir`, `PUBLIC_DIR` and `publicDir`. */
function joined(name: string): string {
  return name.replaceAll(/[_-]/g, "").toLowerCase();
}

/** Whether one letter was forgotten, doubled, replaced or exchanged with the next. */
function isSlip(written: string, meant: string): boolean {
  let start = 0;
  while (start < written.length && written[start] === meant[start]) start += 1;
  const [rest, other] = [written.slice(start), meant.slice(start)];
  return (
    rest.slice(1) === other ||
    other.slice(1) === rest ||
    rest.slice(1) === other.slice(1) ||
    (rest[0] === other[1] && rest[1] === other[0] && rest.slice(2) === other.slice(2))
  );
}
