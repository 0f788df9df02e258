import type { ReactElement, ReactNode } from "react";
import type { AuditEntry } from "../../api/audit-log.ts";
import { Chip } from "../../components/chip.tsx";
import { formatStored } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";
import type { ActorNames } from "./use-actor-names.ts";

const TONES = { create: "good", update: "accent", delete: "bad" } as const;
const SHOWN_LENGTH = 400;

interface EntryViewProps {
  readonly entry: AuditEntry;
  readonly names: ActorNames;
  /** Which record it was, where the entries are of several. */
  readonly about?: ReactNode;
  /** What can be done with it. */
  readonly children?: ReactNode;
}

/** A change: when, who, and each field before and after. */
export function EntryView({ entry, names, about, children }: EntryViewProps): ReactElement {
  const words = text.history;
  const { action, actor, actorCollection, changes, created } = entry;
  const who = actor === "" ? words.guest : words.by(names.get(actor) ?? actor, actorCollection);
  return (
    <li className="box history-entry">
      <div className="row">
        <Chip {...(action in TONES && { tone: TONES[action as keyof typeof TONES] })}>
          {words.actions[action] ?? action}
        </Chip>
        {about}
        <time className="muted tabular small" dateTime={created}>
          {formatStored(created)}
        </time>
        <span className="small break">{who}</span>
        <span className="push">{children}</span>
      </div>
      <ChangeTable changes={changes} />
    </li>
  );
}

function ChangeTable({ changes }: Pick<AuditEntry, "changes">): ReactElement | null {
  const words = text.history;
  const entries = Object.entries(changes);
  if (entries.length === 0) return <p className="hint">{words.nothing}</p>;
  return (
    <div className="history-scroll">
      <table className="history-table">
        <thead>
          <tr>
            <th scope="col">{words.field}</th>
            <th scope="col">{words.before}</th>
            <th scope="col">{words.after}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(([name, [before, after]]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{shown(before)}</td>
              <td>{shown(after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function shown(value: unknown): ReactNode {
  if (value === null || value === "") return <span className="muted">{text.history.empty}</span>;
  const whole = typeof value === "string" ? value : JSON.stringify(value);
  return whole.length > SHOWN_LENGTH ? `${whole.slice(0, SHOWN_LENGTH)}…` : whole;
}
