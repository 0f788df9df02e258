import { collectionJson } from "../../model/collections/collection-json.ts";
import { newCollection } from "../../model/collections/new-collection.ts";
import type { Call } from "../../model/route.ts";
import { randomText } from "../../lib/random-text.ts";

/** What new collections of each type start as, for forms that create some. */
export function showScaffolds(call: Call): Response {
  const { schema } = call.context.connection.dialect;
  // The names of default indexes hold the id, which must differ from form to form.
  const id = randomText(10, "abcdefghijklmnopqrstuvwxyz0123456789");
  const scaffold = (type: string): unknown =>
    collectionJson({ ...newCollection({ type, name: "", id }, schema), id: "" });
  return call.json({ auth: scaffold("auth"), base: scaffold("base"), view: scaffold("view") });
}
