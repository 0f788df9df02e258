import type { CollectionField, CollectionModel } from "pocketbase";
import { createStore } from "../state/store.ts";
import { client } from "./client.ts";
import { toProblem } from "./problem.ts";
import type { Problem } from "./problem.ts";

interface Collections {
  /** Null until they were loaded for the first time. */
  readonly list: readonly CollectionModel[] | null;
  readonly problem: Problem | null;
}

export const collections = createStore<Collections>({ list: null, problem: null });

export async function loadCollections(): Promise<void> {
  try {
    const list = await client.collections.getFullList({ sort: "name" });
    // Pages begin anew with another list.
    const { list: before } = collections.get();
    const isSame = JSON.stringify(list) === JSON.stringify(before);
    collections.set({ list: isSame ? before : list, problem: null });
  } catch (error) {
    collections.set({ ...collections.get(), problem: toProblem(error) });
  }
}

/** For whoever signs in next. */
export function forgetCollections(): void {
  collections.set({ list: null, problem: null });
}

export function findCollection(idOrName: string): CollectionModel | undefined {
  return collections.get().list?.find(({ id, name }) => id === idOrName || name === idOrName);
}

/** Those of the reader's own, then those of the system. */
export function ownFirst(list: readonly CollectionModel[]): readonly CollectionModel[] {
  return list.toSorted((a, b) => Number(a.system) - Number(b.system));
}

/** Fields that a person never reads or sets. */
export function visibleFields(collection: CollectionModel): CollectionField[] {
  return collection.fields.filter(
    ({ name, type }) => !(collection.type === "auth" && name === "tokenKey") && type !== "",
  );
}

/** What became of a collection that PocketBase wrote before v0.23. */
export interface ConversionNote {
  readonly name: string;
  readonly changes: readonly string[];
  readonly dropped: readonly string[];
}

export interface Converted {
  readonly collections: readonly CollectionModel[];
  readonly converted: readonly ConversionNote[];
}

/** An export in today's form: the server converts those collections of it that were written before v0.23. */
export async function convertCollections(given: readonly unknown[]): Promise<Converted> {
  return client.send<Converted>("/api/collections/meta/convert", { method: "POST", body: { collections: given } });
}

/** What the dashboard begins with. */
export function firstShown(list: readonly CollectionModel[]): CollectionModel | undefined {
  return list.find(({ system }) => !system) ?? list[0];
}
