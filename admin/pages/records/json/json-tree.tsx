import { useId, useMemo, useRef } from "react";
import type { ReactElement } from "react";
import { copyAndTell } from "../../../components/copy-button.tsx";
import { Icon } from "../../../components/icon.tsx";
import { RowBox } from "../../../components/row-box.tsx";
import { indexesOf, useRowsInSight } from "../../../components/use-rows-in-sight.ts";
import { text } from "../../../texts/text.ts";
import type { JsonViewProps } from "./json-input.tsx";
import { MOST_CHILDREN } from "./json-rows.ts";
import { TREE_ROW_PX, TreeRow } from "./tree-row.tsx";
import { moveInTree } from "./tree-keys.ts";
import { useTree } from "./use-tree.ts";

/** A JSON value as a tree: objects and lists are opened and closed, values are edited in place, paths are copied. */
export function JsonTree(props: JsonViewProps): ReactElement {
  const isReadable = useMemo(() => isJson(props.value), [props.value]);
  if (isReadable) return <Tree {...props} />;
  return <p className="notice warn">{props.value.trim() === "" ? text.json.empty : text.json.unreadable}</p>;
}

function Tree({ label, value: source, onChange }: JsonViewProps): ReactElement {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const tree = useTree(source);
  const { rows, active, edited, activate, toggle, act } = tree;
  const sight = useRowsInSight(box, { total: rows.length, rowPx: TREE_ROW_PX, headPx: 0 });
  const goTo = (index: number): void => {
    const place = Math.max(0, Math.min(rows.length - 1, index));
    const next = rows[place];
    if (next === undefined) return;
    activate(next);
    sight.scrollTo(place);
  };
  const end = (literal: string | null): void => {
    if (literal !== null && edited !== null)
      onChange(source.slice(0, edited.start) + literal + source.slice(edited.end));
    tree.endEdit();
    box.current?.focus({ preventScroll: true });
  };
  // What is edited stays, wherever the tree is scrolled to.
  const shown = indexesOf(sight);
  const editedAt = edited === null ? -1 : rows.indexOf(edited);
  if (editedAt >= 0 && !shown.includes(editedAt)) shown.push(editedAt);
  return (
    <div className="json-tree">
      <Tools onOpenAll={tree.openAll} onCloseAll={tree.closeAll} />
      <div
        ref={box}
        className="json-rows"
        role="tree"
        tabIndex={0}
        aria-label={label}
        aria-activedescendant={active >= sight.first && active <= sight.last ? `${id}-${active}` : undefined}
        onKeyDown={(event) => {
          if (event.target !== box.current || event.ctrlKey || event.metaKey || event.altKey) return;
          if (moveInTree(event.key, { rows, active, goTo, toggle, act })) event.preventDefault();
        }}
      >
        <div className="json-body" role="presentation" style={{ height: sight.heightPx }}>
          <RowBox sight={sight}>
            {shown.map((index) => {
              const row = rows[index];
              if (row === undefined) return null;
              return (
                <TreeRow
                  key={row.id}
                  id={`${id}-${index}`}
                  topPx={sight.placeOf(index)}
                  {...{ row, source }}
                  name={row.path.length === 0 ? label : String(row.path.at(-1))}
                  isActive={index === active}
                  isEdited={row === edited}
                  onActivate={() => activate(row)}
                  onAct={() => act(row)}
                  onEnd={end}
                />
              );
            })}
          </RowBox>
        </div>
      </div>
      {rows.length > MOST_CHILDREN ? <p className="hint">{text.json.cut(MOST_CHILDREN)}</p> : null}
      <Foot
        path={[label, ...(rows[active]?.path ?? [])].join(".")}
        json={source.slice(rows[active]?.start, rows[active]?.end)}
      />
    </div>
  );
}

function Tools({ onOpenAll, onCloseAll }: { onOpenAll: () => void; onCloseAll: () => void }): ReactElement {
  return (
    <div className="json-tools">
      <button type="button" className="button small" onClick={onOpenAll}>
        {text.json.openAll}
      </button>
      <button type="button" className="button small" onClick={onCloseAll}>
        {text.json.closeAll}
      </button>
    </div>
  );
}

/** Where the active value is, as filters name it. */
function Foot({ path, json }: { path: string; json: string }): ReactElement {
  const words = text.json;
  return (
    <div className="json-foot">
      <code className="clip" title={path}>
        {path}
      </code>
      <button
        type="button"
        className="button quiet small push"
        onClick={() => void copyAndTell(path, words.pathCopied)}
      >
        <Icon name="copy" />
        {words.copyPath}
      </button>
      <button type="button" className="button quiet small" onClick={() => void copyAndTell(json, words.valueCopied)}>
        <Icon name="copy" />
        {words.copyValue}
      </button>
    </div>
  );
}

function isJson(source: string): boolean {
  try {
    JSON.parse(source);
    return true;
  } catch {
    return false;
  }
}
