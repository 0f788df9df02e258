import { type SearchEntry, type SearchResult, searchEntries } from "./search-entries.ts";

const dialog = document.querySelector<HTMLDialogElement>(".docs-dialog");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector("ol");
const status = dialog?.querySelector("p");
let entries: Promise<readonly SearchEntry[]> | null = null;

/** Opens the search over all pages, for `query` if there is one; its index is loaded the first time. */
export function openSearch(query?: string): void {
  if (dialog === null || dialog.open) return;
  if (query !== undefined && input) input.value = query;
  dialog.showModal();
  input?.select();
  void show();
}

input?.addEventListener("input", () => void show());
dialog?.addEventListener("click", ({ target }) => {
  // Outside its content the dialog itself is what was clicked. A heading of the open page needs no new page.
  if (target === dialog || (target instanceof Element && target.closest("a") !== null)) dialog.close();
});
dialog?.addEventListener("keydown", (event) => {
  const links = [...(list?.querySelectorAll("a") ?? [])];
  const at = links.findIndex((link) => link === document.activeElement);
  if (event.key === "Enter" && at === -1) links[0]?.click();
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  const next = at + (event.key === "ArrowDown" ? 1 : -1);
  if (next < 0) input?.focus();
  else links[next]?.focus();
});

async function show(): Promise<void> {
  const query = input?.value.trim() ?? "";
  let results: readonly SearchResult[] = [];
  try {
    entries ??= loadEntries();
    results = query === "" ? [] : searchEntries(await entries, query);
  } catch {
    entries = null;
    if (status !== null && status !== undefined)
      status.textContent = "The search can't be loaded. Is the server running?";
    return;
  }
  // Meanwhile something else may have been typed.
  if (query !== (input?.value.trim() ?? "")) return;
  list?.replaceChildren(...results.map(resultItem));
  if (status !== null && status !== undefined) {
    status.textContent = query !== "" && results.length === 0 ? `Nothing found for “${query}”.` : "";
  }
}

async function loadEntries(): Promise<readonly SearchEntry[]> {
  const response = await fetch("./search.json");
  if (!response.ok) throw new Error(`search.json: ${response.status}`);
  return response.json() as Promise<readonly SearchEntry[]>;
}

function resultItem({ entry, excerpt }: SearchResult): HTMLLIElement {
  const link = document.createElement("a");
  link.href = entry.href;
  const title = document.createElement("strong");
  title.textContent = entry.title === entry.page ? entry.page : `${entry.page} › ${entry.title}`;
  const text = document.createElement("span");
  text.textContent = excerpt;
  link.append(title, text);
  const item = document.createElement("li");
  item.append(link);
  return item;
}
