import type { ReactElement } from "react";
import { useStore } from "../state/store.ts";
import { chooseTheme, theme } from "../state/theme.ts";
import { text } from "../texts/text.ts";
import { IconButton } from "./icon-button.tsx";

export function ThemeButton(): ReactElement {
  const isDark = useStore(theme) === "dark";
  return (
    <IconButton
      icon={isDark ? "sun" : "moon"}
      label={isDark ? text.theme.toLight : text.theme.toDark}
      onClick={() => chooseTheme(isDark ? "light" : "dark")}
    />
  );
}
