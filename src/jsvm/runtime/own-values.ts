/** The properties of an object, without its class. */
export function ownValues(object: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object));
}
