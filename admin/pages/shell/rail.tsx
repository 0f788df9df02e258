import type { ReactElement } from "react";
import { client } from "../../api/client.ts";
import { Icon } from "../../components/icon.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { LanguageMenu } from "../../components/language-menu.tsx";
import { MarkSign } from "../../components/mark.tsx";
import { ThemeButton } from "../../components/theme-button.tsx";
import { overlay } from "../../state/palette.ts";
import { navigate } from "../../state/route.ts";
import { leavePage } from "../../state/unsaved.ts";
import { text } from "../../texts/text.ts";
import { sections } from "./sections.ts";

interface RailProps {
  readonly email: string;
  /** The key of the section that is open. */
  readonly current: string | undefined;
}

/** The sections of the dashboard, and who is signed in. */
export function Rail({ email, current }: RailProps): ReactElement {
  const signOut = (): void =>
    leavePage(() => {
      client.authStore.clear();
      navigate("#/login");
    });
  return (
    <nav className="rail" aria-label={text.shell.sections}>
      <a className="rail-mark" href="#/collections" aria-label={text.shell.home}>
        <MarkSign />
      </a>
      <ul>
        {sections.map(({ key, label, icon }) => (
          <li key={key}>
            <a
              className="rail-link"
              href={`#/${key}`}
              aria-label={label}
              data-tooltip={label}
              aria-current={key === current ? "true" : undefined}
            >
              <Icon name={icon} />
            </a>
          </li>
        ))}
      </ul>
      <div className="rail-foot">
        <IconButton icon="search" label={text.palette.open} onClick={() => overlay.set("palette")} />
        <IconButton icon="keyboard" label={text.shortcuts.title} onClick={() => overlay.set("shortcuts")} />
        <a
          className="button icon-only quiet"
          href="./docs/"
          target="_blank"
          rel="noreferrer"
          aria-label={text.shell.docs}
          data-tooltip={text.shell.docs}
        >
          <Icon name="book" />
        </a>
        <a
          className="button icon-only quiet"
          href="./reference.html"
          target="_blank"
          rel="noreferrer"
          aria-label={text.shell.reference}
          data-tooltip={text.shell.reference}
        >
          <Icon name="api" />
        </a>
        <LanguageMenu />
        <ThemeButton />
        <IconButton icon="signOut" label={text.shell.signOut(email)} onClick={signOut} />
      </div>
    </nav>
  );
}
