import { useEffect, useState } from "react";
import type { CollectionModel, RecordModel } from "pocketbase";
import { collections, ownFirst } from "../../api/collections.ts";
import { settings } from "../../api/settings.ts";
import type { IconName } from "../../components/icon.tsx";
import { collectionHash, navigate } from "../../state/route.ts";
import { shortcuts } from "../../state/shortcuts.ts";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";
import { recordName } from "../records/record-name.ts";
import { settingsGroups } from "../settings/settings-groups.ts";
import { sections } from "../shell/sections.ts";
import { findRecords, isId, searchesFor } from "./find-records.ts";
import type { RecordSearch } from "./find-records.ts";
import { rankAll } from "./rank.ts";

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
        icon: "cursor",
        keys,
        run,
      })),
  ];
  const found = [...records, ...rankAll(all, typed)].slice(0, SHOWN_AT_MOST);
  const words = typed.trim();
  return words === "" || isId(words) ? found : [...found, docsCommand(words)];
}

/** The last one, so that nobody who looks for a word of the docs finds nothing. */
function docsCommand(typed: string): Command {
  return {
    key: "docs",
    label: text.palette.searchDocs(typed),
    group: text.palette.newTab,
    icon: "book",
    run: () => window.open(`./docs/?search=${encodeURIComponent(typed)}`, "_blank", "noreferrer"),
  };
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
    {
      key: "reference",
      label: text.palette.reference,
      group: text.palette.page,
      icon: "api",
      run: () => window.open("./reference.html", "_blank", "noreferrer"),
    },
    ...(isFixed
      ? []
      : [
          page(newCollection, "plus", "#/collections/new"),
          page(transfer, "transfer", "#/collections/import"),
          ...list.map((one) => page(text.palette.edit(one.name), "edit", `${collectionHash(one)}/edit`)),
        ]),
  ];
}

/** The records of an id or with a name like what is typed. */
function useRecords(typed: string, list: readonly CollectionModel[]): readonly Command[] {
  const [found, setFound] = useState<readonly Command[]>([]);
  useEffect(() => {
    setFound([]);
    let isOver = false;
    const look = async (search: RecordSearch): Promise<void> => {
      const records = await findRecords(search);
      if (!isOver) setFound((before) => [...before, ...records.map((record) => recordCommand(search, record))]);
    };
    const timer = setTimeout(() => {
      // What is not found, as in a view that fails, is no reason to disturb.
      for (const search of searchesFor(typed, list)) look(search).catch(() => undefined);
    }, TYPING_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [typed, list]);
  return found;
}

function recordCommand({ collection }: RecordSearch, record: RecordModel): Command {
  const name = recordName(record);
  return {
    key: `record ${collection.name} ${record.id}`,
    label: name === record.id ? name : `${name} · ${record.id}`,
    group: collection.name,
    icon: "record",
    run: () => navigate(`${collectionHash(collection)}?record=${encodeURIComponent(record.id)}`),
  };
}
