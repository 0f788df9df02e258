import { createStore } from "./store.ts";
import { leavePage, unsaved } from "./unsaved.ts";

/** Where the reader is: the parts of `#/part/part?key=value`, decoded. */
export interface Route {
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

function read(): Route {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  return {
    parts: path
      .split("/")
      .filter((part) => part !== "")
      .map(decode),
    query: new URLSearchParams(query),
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const route = createStore<Route>(read());

window.addEventListener("hashchange", (event) => {
  const [from, to] = [new URL(event.oldURL).hash, new URL(event.newURL).hash];
  if (unsaved.get().pages.size > 0 && pathOf(from) !== pathOf(to)) {
    // The page stays until the reader has answered; see LeaveQuestion.
    history.replaceState(null, "", from === "" ? "#/" : from);
    leavePage(() => navigate(to));
    return;
  }
  route.set(read());
});

function pathOf(hash: string): string {
  return hash.split("?")[0] ?? "";
}

export function navigate(hash: string): void {
  location.hash = hash;
}

/** Changes the address without a step in the history: for what is typed or chosen within a page. */
export function replaceQuery(query: URLSearchParams): void {
  // The state says how the page came here.
  history.replaceState(history.state, "", withQuery(query));
  route.set(read());
}

/** As `replaceQuery`, with a step: for what opens above the page, so that the browser's back button closes it. */
export function pushQuery(query: URLSearchParams): void {
  history.pushState(PUSHED, "", withQuery(query));
  route.set(read());
}

/** Closes what `pushQuery` has opened, else changes the address to `query`. */
export function backOrReplace(query: URLSearchParams): void {
  if (history.state === PUSHED) history.back();
  else replaceQuery(query);
}

const PUSHED = "pushed";

function withQuery(query: URLSearchParams): string {
  const path = pathOf(location.hash);
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** Pages beside the collections: a collection of that name is reached by its id. */
export const COLLECTION_PAGES: readonly string[] = ["new", "diagram", "import"];

export function collectionHash({ id, name }: { id: string; name: string }): string {
  return `#/collections/${encodeURIComponent(COLLECTION_PAGES.includes(name) ? id : name)}`;
}
