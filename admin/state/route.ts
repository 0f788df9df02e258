import { createStore } from "./store.ts";

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

addEventListener("hashchange", () => route.set(read()));

export function navigate(hash: string): void {
  location.hash = hash;
}

/** Changes the address without a step in the history: for what is typed or chosen within a page. */
export function replaceQuery(query: URLSearchParams): void {
  const path = location.hash.split("?")[0] ?? "";
  const text = query.toString();
  history.replaceState(null, "", text === "" ? path : `${path}?${text}`);
  route.set(read());
}

export function collectionHash(name: string): string {
  return `#/collections/${encodeURIComponent(name)}`;
}
