import { memo, useState } from "react";
import type { CSSProperties, ReactElement } from "react";
import { collectionHash } from "../../state/route.ts";
import { text } from "../../texts/text.ts";
import {
  HEAD_HEIGHT,
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

/** From so far away fields can't be read: the names are shown as large as there is room. */
const FAR_SCALE = 0.55;
const NAME_PIXELS = 13;
const NAME_MAX_PIXELS = 36;

/** The tables as links to their collections, and beside the lines the relations as a list for who can't see them. */
export function DiagramDrawing({ diagram, view, search }: DiagramDrawingProps): ReactElement {
  const [pointed, setPointed] = useState<string | null>(null);
  const name = Math.min(NAME_MAX_PIXELS, NAME_PIXELS / view.scale);
  return (
    <>
      <svg className="diagram-svg" aria-hidden="true">
        <g transform={`translate(${view.x} ${view.y}) scale(${view.scale})`}>
          <Lines diagram={diagram} pointed={pointed} />
        </g>
      </svg>
      <ul
        className="diagram-tables"
        data-far={view.scale < FAR_SCALE}
        style={
          {
            transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
            "--name-size": `${name}px`,
          } as CSSProperties
        }
      >
        <Tables diagram={diagram} search={search} onPoint={setPointed} />
      </ul>
    </>
  );
}

/** Whether one of its names has the text, which is in lower case. */
export function matches({ collection }: Table, search: string): boolean {
  return [collection.name, ...collection.fields.map(({ name }) => name)].some((name) =>
    name.toLowerCase().includes(search),
  );
}

interface LinesProps {
  readonly diagram: Diagram;
  /** The id of the collection whose relations stand out. */
  readonly pointed: string | null;
}

const Lines = memo(function Lines({ diagram, pointed }: LinesProps): ReactElement {
  const isNear = ({ from, to }: Relation): boolean =>
    pointed !== null && [from.collection.id, to.collection.id].includes(pointed);
  return (
    <>
      {diagram.relations.map((relation) => (
        <path
          key={`${relation.from.collection.id}-${relation.field}`}
          className={isNear(relation) ? "diagram-line near" : "diagram-line"}
          d={pathOf(relation)}
        />
      ))}
    </>
  );
});

interface TablesProps {
  readonly diagram: Diagram;
  readonly search: string;
  readonly onPoint: (id: string | null) => void;
}

/** Apart from where they are looked at from: that changes with each move of the pointer. */
const Tables = memo(function Tables({ diagram, search, onPoint }: TablesProps): ReactElement {
  return (
    <>
      {diagram.tables.map((table) => (
        <li
          key={table.collection.id}
          className="diagram-table"
          data-pale={search !== "" && !matches(table, search)}
          style={{ left: table.x, top: table.y, width: TABLE_WIDTH, height: table.height }}
          onPointerEnter={() => onPoint(table.collection.id)}
          onPointerLeave={() => onPoint(null)}
        >
          <TableLink
            table={table}
            relations={diagram.relations.filter(({ from }) => from === table)}
            onFocus={() => onPoint(table.collection.id)}
          />
        </li>
      ))}
    </>
  );
});

interface TableLinkProps {
  readonly table: Table;
  readonly relations: readonly Relation[];
  readonly onFocus: () => void;
}

function TableLink({ table: { collection, fields }, relations, onFocus }: TableLinkProps): ReactElement {
  const rest = collection.fields.length - fields.length;
  return (
    <a href={collectionHash(collection)} className="diagram-link" draggable={false} onFocus={onFocus}>
      <span className="diagram-name" style={{ minHeight: HEAD_HEIGHT }}>
        <span className="clip">{collection.name}</span>
        <span className="diagram-type">{collection.type}</span>
      </span>
      {fields.map((field) => (
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
