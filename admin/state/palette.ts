import { createStore } from "./store.ts";

/** What is open above all pages. */
export const overlay = createStore<"palette" | "shortcuts" | null>(null);
