/** The options of fields in the order of Go's structs. */
const ORDER = (
  "name id system hidden presentable help min max pattern autogeneratePattern onlyInt exceptDomains onlyDomains maxSize convertURLs " +
  "values collectionId cascadeDelete minSelect maxSelect mimeTypes thumbs protected cost onCreate onUpdate required primaryKey"
).split(" ");

/** A field by itself is a struct of Go, which keeps its order. */
export function inGoOrder(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const known = Object.entries(options).sort(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b));
  return Object.fromEntries(known);
}

/** A field in a list is written as a map, whose keys Go sorts. */
export function sortedByName<Options extends object>(options: Options): Options {
  return Object.fromEntries(Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1))) as Options;
}
