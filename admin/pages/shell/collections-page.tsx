import { lazy } from "react";
import type { ComponentType, ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import { collections, firstShown, loadCollections } from "../../api/collections.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { LoadProblem } from "../../components/load-problem.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";
import { RecordsPage } from "../records/records-page.tsx";
import type { PageProps } from "./sections.ts";

/** The pages beside the collections, by the part of the address that names them: `#/collections/new`. */
const OTHER_PAGES: Readonly<Record<string, ComponentType<PageProps>>> = {
  new: lazy(() => import("../editor/new-page.tsx").then(({ NewPage }) => ({ default: NewPage }))),
  diagram: lazy(() => import("../editor/diagram-page.tsx").then(({ DiagramPage }) => ({ default: DiagramPage }))),
  import: lazy(() => import("../editor/transfer-page.tsx").then(({ TransferPage }) => ({ default: TransferPage }))),
};
/** The pages of a collection other than its records: `#/collections/NAME/edit`. */
const PAGES_OF_ONE: Readonly<Record<string, ComponentType<PageProps & { readonly collection: CollectionModel }>>> = {
  edit: lazy(() => import("../editor/editor-page.tsx").then(({ EditorPage }) => ({ default: EditorPage }))),
};

/** Everything below `#/collections`. */
export function CollectionsPage({ where }: PageProps): ReactElement {
  const { list, problem } = useStore(collections);
  const [, name, page] = where.parts;
  if (list === null) {
    if (problem === null) return <Loading />;
    return <LoadProblem message={problem.message} onRetry={() => void loadCollections()} />;
  }
  const Other = OTHER_PAGES[name ?? ""];
  if (Other !== undefined) return <Other where={where} />;
  const chosen = name === undefined ? firstShown(list) : list.find((one) => [one.name, one.id].includes(name));
  if (chosen === undefined) return <NotFound />;
  if (page === undefined) return <RecordsPage key={chosen.id} collection={chosen} query={where.query} />;
  const Page = PAGES_OF_ONE[page];
  return Page === undefined ? <NotFound /> : <Page key={chosen.id} where={where} collection={chosen} />;
}

function Loading(): ReactElement {
  return (
    <div className="page-body">
      <Skeleton lines={6} />
    </div>
  );
}

export function NotFound(): ReactElement {
  return (
    <EmptyState icon="search" title={text.common.notFound}>
      <a className="button" href="#/collections">
        {text.common.toStart}
      </a>
    </EmptyState>
  );
}
