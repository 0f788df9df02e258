import { language } from "../language.ts";
import { editorEn } from "./en.ts";
import type { EditorTexts } from "./en.ts";

const others = { de: () => import("./de.ts").then(({ editorDe }) => editorDe) };

/** In the reader's language, as `text` is. */
export const editorText: EditorTexts = language === "en" ? editorEn : await others[language]().catch(() => editorEn);
