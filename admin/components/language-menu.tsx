import type { ReactElement } from "react";
import { LANGUAGES, chooseLanguage, language } from "../texts/language.ts";
import type { Language } from "../texts/language.ts";
import { leavePage } from "../state/unsaved.ts";
import { text } from "../texts/text.ts";
import { Icon } from "./icon.tsx";
import { Menu } from "./menu.tsx";

/** Chooses the language of the dashboard; the page is loaded again with its texts. */
export function LanguageMenu(): ReactElement {
  return (
    <Menu
      button={<Icon name="globe" />}
      label={text.shell.language}
      look="icon-only quiet"
      items={(Object.keys(LANGUAGES) as Language[]).map((key) => ({
        label: LANGUAGES[key],
        ...(key === language ? { icon: "check" as const } : {}),
        onChoose: () => leavePage(() => chooseLanguage(key)),
      }))}
    />
  );
}
