import { createStore } from "./store.ts";

export type Theme = "light" | "dark";
const KEY = "baobox_theme";
const prefersDark = matchMedia("(prefers-color-scheme: dark)");

function stored(): Theme | null {
  const value = localStorage.getItem(KEY);
  return value === "light" || value === "dark" ? value : null;
}

const current = (): Theme => stored() ?? (prefersDark.matches ? "dark" : "light");

/** The system's theme until the reader chooses one. */
export const theme = createStore<Theme>(current());

function apply(): void {
  document.documentElement.dataset["theme"] = theme.get();
}

export function chooseTheme(chosen: Theme): void {
  localStorage.setItem(KEY, chosen);
  theme.set(chosen);
}

theme.subscribe(apply);
prefersDark.addEventListener("change", () => theme.set(current()));
apply();
