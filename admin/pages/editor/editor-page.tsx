import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import { Editor } from "./editor.tsx";

/** `#/collections/NAME/edit` */
export function EditorPage({ collection }: { readonly collection: CollectionModel }): ReactElement {
  return <Editor original={collection} start={null} />;
}
