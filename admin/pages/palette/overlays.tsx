import { useEffect } from "react";
import type { ReactElement } from "react";
import { lazyDialog } from "../../components/lazy-dialog.tsx";
import { navigate } from "../../state/route.ts";
import { overlay } from "../../state/palette.ts";
import { listenForShortcuts, useShortcuts } from "../../state/shortcuts.ts";
import { useStore } from "../../state/store.ts";
import { chooseTheme, theme } from "../../state/theme.ts";
import { useTypedAhead } from "../../state/typed-ahead.ts";
import { text } from "../../texts/text.ts";
import { sections } from "../shell/sections.ts";

const Palette = lazyDialog(() => import("./palette.tsx").then((module) => module.Palette));
const ShortcutList = lazyDialog(() => import("./shortcut-list.tsx").then((module) => module.ShortcutList));

/** The command palette and the list of shortcuts, which every page has. */
export function Overlays(): ReactElement {
  const shown = useStore(overlay);
  const takeTyped = useTypedAhead(shown === "palette");
  useEffect(listenForShortcuts, []);
  useShortcuts([
    { keys: ["Mod", "K"], label: text.palette.title, run: () => overlay.set("palette") },
    { keys: ["?"], label: text.shortcuts.title, run: () => overlay.set("shortcuts") },
    ...sections.flatMap(({ key, label, letter }) =>
      letter === undefined
        ? []
        : [{ keys: ["G", letter], label: text.shortcuts.goTo(label), run: () => navigate(`#/${key}`) }],
    ),
    {
      keys: ["T"],
      label: text.shortcuts.theme,
      run: () => chooseTheme(theme.get() === "dark" ? "light" : "dark"),
    },
  ]);
  const close = (): void => overlay.set(null);
  return (
    <>
      {shown === "palette" ? <Palette takeTyped={takeTyped} onClose={close} /> : null}
      {shown === "shortcuts" ? <ShortcutList onClose={close} /> : null}
    </>
  );
}
