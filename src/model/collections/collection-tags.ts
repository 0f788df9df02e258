/**
 * What the hooks of a collection are tagged with, made anew: for a collection that is being changed. `recordFields(collection).tags`
 * is the same list made once, by which hooks remember their handlers.
 */
export function collectionTags({ id, name }: { readonly id: string; readonly name: string }): readonly string[] {
  return [id, name];
}
