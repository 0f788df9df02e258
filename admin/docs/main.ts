import { addFonts } from "../style/fonts.ts";
import { chooseTheme, theme } from "../state/theme.ts";
import { openSearch } from "./search.ts";

// What needs no script works without it; buttons appear with the script that answers them.
addFonts();
const actions: Readonly<Record<string, (button: HTMLElement) => void>> = {
  search: () => openSearch(),
  theme: () => chooseTheme(theme.get() === "dark" ? "light" : "dark"),
  copy: (button) => void copyCode(button),
};
for (const button of document.querySelectorAll<HTMLElement>("[data-action]")) {
  button.hidden = false;
  button.addEventListener("click", () => actions[button.dataset["action"] ?? ""]?.(button));
}

document.addEventListener("keydown", (event) => {
  const isTyping = event.target instanceof HTMLInputElement;
  const isSearch = event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!isSearch && !(event.key === "k" && (event.ctrlKey || event.metaKey))) return;
  event.preventDefault();
  openSearch();
});

// The dashboard's command menu hands over what is looked for.
const wanted = new URLSearchParams(location.search).get("search");
if (wanted !== null) openSearch(wanted);

// The list of pages lies beside the text where there is room, and behind one line on a phone.
const pages = document.querySelector<HTMLDetailsElement>(".docs-pages");
const isWide = matchMedia("(min-width: 900px)");
const unfold = (): void => {
  if (pages !== null) pages.open = isWide.matches;
};
isWide.addEventListener("change", unfold);
unfold();
document.querySelector(".docs-pages [aria-current]")?.scrollIntoView({ block: "nearest" });

async function copyCode(button: HTMLElement): Promise<void> {
  const code = button.parentElement?.querySelector("code")?.textContent ?? "";
  try {
    await navigator.clipboard.writeText(code);
    button.textContent = "Copied";
  } catch {
    button.textContent = "The browser blocked copying";
  }
  setTimeout(() => (button.textContent = "Copy"), 2000);
}
