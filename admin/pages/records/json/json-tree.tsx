import { useId, useMemo, useRef } from "react";
import type { ReactElement } from "react";
import { copyAndTell } from "../../../components/copy-button.tsx";
import { Icon } from "../../../components/icon.tsx";
import { text } from "../../../texts/text.ts";
import type { JsonViewProps } from "./json-input.tsx";
import { MOST_CHILDREN } from "./json-rows.ts";
import { TREE_ROW_PX, TreeRow } from "./tree-row.tsx";
import { moveInTree } from "./tree-keys.ts";
import { useTree } from "./use-tree.ts";
import { useTreeWindow } from "./use-tree-window.ts";

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
  const { first, last, show } = useTreeWindow(box, rows.length);
  const goTo = (index: number): void => {
    const place = Math.max(0, Math.min(rows.length - 1, index));
    const next = rows[place];
    if (next === undefined) return;
    activate(next);
    show(place);
  };
  const end = (literal: string | null): void => {
    if (literal !== null && edited !== null)
      onChange(source.slice(0, edited.start) + literal + source.slice(edited.end));
    tree.endEdit();
    box.current?.focus({ preventScroll: true });
  };
  // What is edited stays, wherever the tree is scrolled to.
  const shown = rows.slice(first, last + 1).map((row, offset) => ({ row, index: first + offset }));
  if (edited !== null && !shown.some(({ row }) => row === edited))
    shown.push({ row: edited, index: rows.indexOf(edited) });
  return (
    <div className="json-tree">
      <div className="json-tools">
        <button type="button" className="button small" onClick={tree.openAll}>
          {text.json.openAll}
        </button>
        <button type="button" className="button small" onClick={tree.closeAll}>
          {text.json.closeAll}
        </button>
      </div>
      <div
        ref={box}
        className="json-rows"
        role="tree"
        tabIndex={0}
        aria-label={label}
        aria-activedescendant={active >= first && active <= last ? `${id}-${active}` : undefined}
        onKeyDown={(event) => {
          if (event.target !== box.current || event.ctrlKey || event.metaKey || event.altKey) return;
          if (moveInTree(event.key, { rows, active, goTo, toggle, act })) event.preventDefault();
        }}
      >
        <div role="presentation" style={{ height: rows.length * TREE_ROW_PX }}>
          {shown.map(({ row, index }) => (
            <TreeRow
              key={row.id}
              id={`${id}-${index}`}
              topPx={index * TREE_ROW_PX}
              {...{ row, source }}
              name={row.path.length === 0 ? label : String(row.path.at(-1))}
              isActive={index === active}
              isEdited={row === edited}
              onActivate={() => activate(row)}
              onAct={() => act(row)}
              onEnd={end}
            />
          ))}
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
