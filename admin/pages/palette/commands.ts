import { useEffect, useState } from "react";
import type { CollectionModel } from "pocketbase";
import { client } from "../../api/client.ts";
import { collections, ownFirst } from "../../api/collections.ts";
import { settings } from "../../api/settings.ts";
import type { IconName } from "../../components/icon.tsx";
import { collectionHash, navigate } from "../../state/route.ts";
import { shortcuts } from "../../state/shortcuts.ts";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";
import { settingsGroups } from "../settings/settings-groups.ts";
import { sections } from "../shell/sections.ts";

export interface Command {
  readonly key: string;
  readonly label: string;
  readonly group: string;
  readonly icon: IconName;
  readonly keys?: readonly string[];
  readonly run: () => void;
}

const SHOWN_AT_MOST = 60;
const TYPING_MS = 150;
/** Ids as the server makes them; others are found through the page of their collection. */
const ID = /^[a-z0-9]{15}$/;

/** What fits to what is typed, the best first. */
export function useCommands(typed: string): readonly Command[] {
  const { list } = useStore(collections);
  const actions = useStore(shortcuts);
  const records = useRecords(typed.trim(), list ?? []);
  const all: Command[] = [
    ...ownFirst(list ?? []).map((collection): Command => {
      const { name, type, system } = collection;
      return {
        key: `collection ${name}`,
        label: name,
        group: system ? text.palette.system : text.palette.collection,
        icon: type === "auth" || type === "view" ? type : "base",
        run: () => navigate(collectionHash(collection)),
      };
    }),
    ...(list ?? [])
      .filter(({ type, system }) => type !== "view" && !system)
      .map((collection): Command => ({
        key: `new ${collection.name}`,
        label: text.record.createTitle(collection.name),
        group: text.palette.action,
        icon: "plus",
        run: () => navigate(`${collectionHash(collection)}?record=new`),
      })),
    ...useCollectionPages(list ?? []),
    ...sections.map(({ key, label, icon }): Command => ({
      key: `page ${key}`,
      label,
      group: text.palette.page,
      icon,
      run: () => navigate(`#/${key}`),
    })),
    ...settingsGroups.flatMap(({ entries }) =>
      entries.map(({ key, label, icon, hash }): Command => ({
        key: `setting ${key}`,
        label,
        group: text.shell.settings,
        icon,
        run: () => navigate(hash),
      })),
    ),
    ...actions
      .filter(({ keys }) => keys[0] !== "G" && keys.join() !== "Mod,K")
      .map(({ label, keys, run }): Command => ({
        key: `action ${label}`,
        label,
        group: text.palette.action,
        icon: "bolt",
        keys,
        run,
      })),
  ];
  const ranked = all.map((command) => ({ command, rank: rankOf(command.label, typed.trim()) }));
  const found = ranked.filter(({ rank }) => rank > 0).toSorted((a, b) => b.rank - a.rank);
  return [...records, ...found.map(({ command }) => command)].slice(0, SHOWN_AT_MOST);
}

/** The pages about collections; those that change them only where the settings allow it. */
function useCollectionPages(list: readonly CollectionModel[]): readonly Command[] {
  const isFixed = useStore(settings)?.meta.hideControls === true;
  const page = (label: string, icon: IconName, hash: string): Command => ({
    key: `page ${hash}`,
    label,
    group: text.palette.page,
    icon,
    run: () => navigate(hash),
  });
  const { newCollection, diagram, transfer } = text.shell;
  return [
    page(diagram, "diagram", "#/collections/diagram"),
    ...(isFixed
      ? []
      : [
          page(newCollection, "plus", "#/collections/new"),
          page(transfer, "upload", "#/collections/import"),
          ...list.map((one) => page(text.palette.edit(one.name), "settings", `${collectionHash(one)}/edit`)),
        ]),
  ];
}

/** 0 where the letters of `typed` are not in the label in this order; more the closer they are together and to a word's start. */
function rankOf(label: string, typed: string): number {
  if (typed === "") return 1;
  const [name, letters] = [label.toLowerCase(), typed.toLowerCase()];
  const place = name.indexOf(letters);
  if (place >= 0)
    return 100 - place + (name.length === letters.length ? 50 : 0) + (/\w/.test(name[place - 1] ?? "") ? 0 : 20);
  let from = 0;
  let gaps = 0;
  for (const letter of letters.replaceAll(" ", "")) {
    const next = name.indexOf(letter, from);
    if (next < 0) return 0;
    gaps += next - from;
    from = next + 1;
  }
  return Math.max(1, 30 - gaps);
}

/** The record of an id, in whichever collection it is. */
function useRecords(typed: string, list: readonly CollectionModel[]): readonly Command[] {
  const [found, setFound] = useState<readonly Command[]>([]);
  useEffect(() => {
    setFound([]);
    if (!ID.test(typed)) return;
    let isOver = false;
    const look = async (collection: CollectionModel): Promise<void> => {
      const filter = client.filter("id={:id}", { id: typed });
      const options = { filter, fields: "id", skipTotal: true };
      const { items } = await client.collection(collection.name).getList(1, 1, options);
      if (isOver || items.length === 0) return;
      const command: Command = {
        key: `record ${collection.name} ${typed}`,
        label: typed,
        group: collection.name,
        icon: "key",
        run: () => navigate(`${collectionHash(collection)}?record=${typed}`),
      };
      setFound((before) => [...before, command]);
    };
    const timer = setTimeout(() => {
      // What is not found, as in a view that fails, is no reason to disturb.
      for (const collection of list) look(collection).catch(() => undefined);
    }, TYPING_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [typed, list]);
  return found;
}
