import type { ReactElement } from "react";
import { useStore } from "../state/store.ts";
import { chooseTheme, theme } from "../state/theme.ts";
import { text } from "../texts/text.ts";
import { Icon } from "./icon.tsx";

export function ThemeButton(): ReactElement {
  const isDark = useStore(theme) === "dark";
  return (
    <button
      type="button"
      className="button quiet icon-only"
      aria-label={isDark ? text.theme.toLight : text.theme.toDark}
      onClick={() => chooseTheme(isDark ? "light" : "dark")}
    >
      <Icon name={isDark ? "sun" : "moon"} />
    </button>
  );
}
