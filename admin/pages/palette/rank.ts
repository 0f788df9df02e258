/** From here on a label has a word that begins with what is typed. */
export const STARTS_WORD = 100;

/** How well a label fits: whole labels, then beginnings, then beginnings of words, then parts of words, then scattered letters; 0: not at all. */
export function rankOf(label: string, typed: string): number {
  const [name, letters] = [label.toLowerCase(), typed.trim().toLowerCase()];
  if (letters === "") return 1;
  if (name === letters) return STARTS_WORD + 100;
  if (name.startsWith(letters)) return STARTS_WORD + 80;
  const word = wordStart(name, letters);
  // The earlier and the shorter, the better.
  if (word >= 0) return STARTS_WORD + Math.max(0, 60 - word - name.length / 100);
  const place = name.indexOf(letters);
  return place >= 0 ? Math.max(31, 90 - place) : Math.max(0, 30 - gapsBetween(name, letters));
}

/** Where a word begins with the letters; -1 where none does. An underscore ends a word too. */
function wordStart(name: string, letters: string): number {
  for (let place = name.indexOf(letters); place >= 0; place = name.indexOf(letters, place + 1)) {
    if (!/[\p{L}\p{N}]/u.test(name[place - 1] ?? "")) return place;
  }
  return -1;
}

/** How many letters lie between those that are typed; Infinity where they are not in the name in this order. */
function gapsBetween(name: string, letters: string): number {
  let [from, gaps] = [0, 0];
  for (const letter of letters.replaceAll(" ", "")) {
    const next = name.indexOf(letter, from);
    if (next < 0) return Infinity;
    gaps += next - from;
    from = next + 1;
  }
  return gaps;
}

/** The fitting ones, the best first. Where a word begins with what is typed, labels that only hold it somewhere are left out. */
export function rankAll<T extends { readonly label: string }>(all: readonly T[], typed: string): T[] {
  const ranked = all.map((one) => ({ one, rank: rankOf(one.label, typed) })).filter(({ rank }) => rank > 0);
  const best = Math.max(0, ...ranked.map(({ rank }) => rank));
  const shown = best >= STARTS_WORD ? ranked.filter(({ rank }) => rank >= STARTS_WORD) : ranked;
  return shown.toSorted((a, b) => b.rank - a.rank).map(({ one }) => one);
}
