import { useEffect } from "react";
import type { ReactElement } from "react";
import { loadPlugins, plugins } from "../../api/plugins.ts";
import { Icon } from "../../components/icon.tsx";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";
import type { PageProps } from "../shell/sections.ts";
import { FIRST_PAGE, settingsGroups } from "./settings-groups.ts";

/** The pages of the settings. Plugins are left out where the server knows none. */
export function SettingsSide({ where }: PageProps): ReactElement {
  const current = where.parts[1] ?? FIRST_PAGE;
  const hasPlugins = useStore(plugins) !== null;
  useEffect(() => {
    // The page of the plugins says what went wrong.
    loadPlugins().catch(() => undefined);
  }, []);
  return (
    <nav className="side-scroll settings-side" aria-label={text.shell.settings}>
      {settingsGroups.map(({ label, entries }) => (
        <section key={label}>
          <h2 className="side-label">{label}</h2>
          <ul>
            {entries
              .filter(({ key }) => key !== "plugins" || hasPlugins)
              .map(({ key, label: name, icon, hash }) => (
                <li key={key}>
                  <a className="side-link" href={hash} aria-current={key === current ? "page" : undefined}>
                    <Icon name={icon} />
                    <span className="clip">{name}</span>
                  </a>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}
