import { useState } from "react";
import type { ReactElement } from "react";
import { collectionHash } from "../../state/route.ts";
import { text } from "../../texts/text.ts";
import {
  HEAD_HEIGHT,
  MAX_ROWS,
  ROW_HEIGHT,
  TABLE_WIDTH,
  pathOf,
  type Diagram,
  type Relation,
  type Table,
} from "./diagram-layout.ts";

interface DiagramDrawingProps {
  readonly diagram: Diagram;
  readonly view: { readonly x: number; readonly y: number; readonly scale: number };
  /** Lower case; what does not match is pale. */
  readonly search: string;
}

/** The tables as links to their collections, and beside the lines the relations as a list for who can't see them. */
export function DiagramDrawing({ diagram, view, search }: DiagramDrawingProps): ReactElement {
  const [pointed, setPointed] = useState<string | null>(null);
  const isNear = ({ from, to }: Relation): boolean =>
    pointed !== null && [from.collection.id, to.collection.id].includes(pointed);
  return (
    <>
      <svg className="diagram-svg" aria-hidden="true">
        <g transform={`translate(${view.x} ${view.y}) scale(${view.scale})`}>
          {diagram.relations.map((relation) => (
            <path
              key={`${relation.from.collection.id}-${relation.field}`}
              className={isNear(relation) ? "diagram-line near" : "diagram-line"}
              d={pathOf(relation)}
              strokeDasharray={relation.isMultiple ? "6 4" : undefined}
            />
          ))}
        </g>
      </svg>
      <ul className="diagram-tables" style={{ transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})` }}>
        {diagram.tables.map((table) => (
          <li
            key={table.collection.id}
            className="diagram-table"
            data-pale={search !== "" && !matches(table, search)}
            style={{ left: table.x, top: table.y, width: TABLE_WIDTH, height: table.height }}
            onPointerEnter={() => setPointed(table.collection.id)}
            onPointerLeave={() => setPointed(null)}
          >
            <TableLink
              table={table}
              relations={diagram.relations.filter(({ from }) => from === table)}
              onFocus={() => setPointed(table.collection.id)}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

function matches({ collection }: Table, search: string): boolean {
  return [collection.name, ...collection.fields.map(({ name }) => name)].some((name) =>
    name.toLowerCase().includes(search),
  );
}

interface TableLinkProps {
  readonly table: Table;
  readonly relations: readonly Relation[];
  readonly onFocus: () => void;
}

function TableLink({ table: { collection }, relations, onFocus }: TableLinkProps): ReactElement {
  const shown = collection.fields.slice(0, MAX_ROWS);
  const rest = collection.fields.length - shown.length;
  return (
    <a href={collectionHash(collection)} className="diagram-link" draggable={false} onFocus={onFocus}>
      <span className="diagram-name" style={{ height: HEAD_HEIGHT }}>
        {collection.name}
        <span className="diagram-type">{collection.type}</span>
      </span>
      {shown.map((field) => (
        <span key={field.id} className="diagram-field" style={{ height: ROW_HEIGHT }}>
          <span className="clip">{field.name}</span>
          <span className="diagram-type">{field.type}</span>
        </span>
      ))}
      {rest > 0 ? <span className="diagram-field muted">{text.diagram.more(rest)}</span> : null}
      <span className="hidden-visually">
        {relations
          .map(({ field, to, isMultiple }) => text.diagram.relation(field, to.collection.name, isMultiple))
          .join(" ")}
      </span>
    </a>
  );
}
