import type { ReactElement } from "react";
import type { Overview } from "../../api/overview.ts";
import { formatNumber, formatSize, formatTime } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";

/** The numbers of the server at a glance. */
export function Figures({ overview }: { overview: Overview }): ReactElement {
  const words = text.overview.figures;
  const { databases, files, backups, realtimeClients, version, pocketbaseVersion } = overview;
  const total = (files === null ? undefined : formatSize(files.bytes)) ?? words.unknown;
  return (
    <dl className="figures">
      <Figure name={words.data} value={formatSize(databases["data.db"] ?? 0)} note={words.dataNote} />
      <Figure name={words.logs} value={formatSize(databases["auxiliary.db"] ?? 0)} note={words.logsNote} />
      <Figure
        name={words.files}
        value={files?.isComplete === false ? words.atLeast(total) : total}
        note={files === null ? words.notMeasured : words.fileCount(formatNumber(files.files))}
      />
      <Figure
        name={words.backups}
        value={backups === null ? words.unknown : formatNumber(backups.files)}
        note={backupNote(backups)}
      />
      <Figure name={words.clients} value={formatNumber(realtimeClients)} note={words.clientsNote} />
      <Figure name={words.version} value={version} note={words.versionNote(pocketbaseVersion)} />
    </dl>
  );
}

function backupNote(backups: Overview["backups"]): string {
  const words = text.overview.figures;
  if (backups === null) return words.backupsUnread;
  if (backups.latest === "") return words.noBackup;
  return words.latestBackup(formatTime(new Date(backups.latest)), formatSize(backups.bytes));
}

function Figure({ name, value, note }: { name: string; value: string; note: string }): ReactElement {
  return (
    <div className="box figure">
      <dt>{name}</dt>
      <dd>
        <strong className="tabular">{value}</strong>
        <span className="hint">{note}</span>
      </dd>
    </div>
  );
}
