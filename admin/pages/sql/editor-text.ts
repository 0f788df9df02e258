import { createStore } from "../../state/store.ts";

const KEY = "baobox_sql_text";

/** What is in the editor: the list of tables beside it writes there too, and it outlives a reload. */
export const editorText = createStore<string>(sessionStorage.getItem(KEY) ?? "");

editorText.subscribe(() => sessionStorage.setItem(KEY, editorText.get()));
