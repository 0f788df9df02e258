/** The options of fields in the order of Go's structs. */
const ORDER = (
  "name id system hidden presentable help min max pattern autogeneratePattern onlyInt exceptDomains onlyDomains maxSize convertURLs " +
  "values collectionId cascadeDelete minSelect maxSelect mimeTypes thumbs protected cost onCreate onUpdate required primaryKey"
).split(" ");

/** Those of passwords have the pattern first. */
const ORDER_OF_PASSWORDS = ORDER.toSpliced(ORDER.indexOf("min"), 0, "pattern");

/** A field by itself is a struct of Go, which keeps its order. */
export function inGoOrder(type: string, options: Readonly<Record<string, unknown>>): [string, unknown][] {
  const order = type === "password" ? ORDER_OF_PASSWORDS : ORDER;
  return Object.entries(options).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
}

/** A field in a list is written as a map, whose keys Go sorts. */
export function sortedByName<Options extends object>(options: Options): Options {
  return Object.fromEntries(Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1))) as Options;
}
