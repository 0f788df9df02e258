import { useCallback, useEffect, useMemo, useState } from "react";
import type { CollectionModel } from "pocketbase";
import { RecordPages } from "../../api/record-pages.ts";
import { usePart } from "../../state/store.ts";
import { searchFilter } from "./record-name.ts";

interface QueryPages {
  /** Of the query, answered or not. */
  readonly wanted: RecordPages;
  /** Those of the query once the server has answered it, and until then those before: a wrong filter empties no table. */
  readonly pages: RecordPages;
  /** Nothing was answered yet. */
  readonly isWaiting: boolean;
  readonly isRefused: boolean;
  readonly refresh: () => void;
}

/** The records of a collection by a filter and a sort order. */
export function useQueryPages(collection: CollectionModel, filter: string, sort: string): QueryPages {
  const wanted = useMemo(() => openPages(collection, filter, sort), [collection, filter, sort]);
  // Not all of it: each page that is scrolled into sight would render the whole page about it.
  const hasAnswer = usePart(wanted.rows, ({ total }) => total !== null);
  const status = usePart(wanted.rows, ({ problem }) => problem?.status ?? null);
  const [before, setBefore] = useState(wanted);
  const pages = hasAnswer ? wanted : before;
  useEffect(() => wanted.show(0, 0), [wanted]);
  useEffect(() => setBefore(pages), [pages]);
  const refresh = useCallback(() => {
    void wanted.refresh();
    if (pages !== wanted) void pages.refresh();
  }, [pages, wanted]);
  return {
    wanted,
    pages,
    isWaiting: usePart(pages.rows, ({ total }) => total === null) && status === null,
    isRefused: status === 400 && filter !== "",
    refresh,
  };
}

function openPages(collection: CollectionModel, filter: string, sort: string): RecordPages {
  const expand = collection.fields.filter((field) => field.type === "relation").map((field) => field.name);
  return new RecordPages({
    collection: collection.name,
    filter: searchFilter(filter, collection),
    // The newest first, which rows of a view have no order for.
    sort: sort === "" && collection.type !== "view" ? "-@rowid" : sort,
    expand: expand.join(","),
  });
}
