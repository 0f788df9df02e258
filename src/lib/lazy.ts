/** A value that is made when it is first asked for: what takes long to make and many runs never need. */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
