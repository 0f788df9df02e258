import type { ReactElement } from "react";
import type { Overview } from "../../api/overview.ts";
import { formatNumber, formatSize, formatTime } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";

/** The numbers of the server at a glance. */
export function Figures({ overview }: { overview: Overview }): ReactElement {
  const words = text.overview.figures;
  const [data, logs] = Object.entries(overview.databases);
  const { files, backups, realtimeClients, version, pocketbaseVersion } = overview;
  const total = (files === null ? undefined : formatSize(files.bytes)) ?? words.unknown;
  return (
    <dl className="figures">
      <DatabaseFigure name={words.data} database={data} />
      <DatabaseFigure name={words.logs} database={logs} />
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

type DatabaseSize = readonly [name: string, bytes: number];

/** A database of SQLite is a file, one of PostgreSQL a schema. */
function DatabaseFigure({ name, database }: { name: string; database: DatabaseSize | undefined }): ReactElement {
  const words = text.overview.figures;
  if (database === undefined) return <Figure name={name} value={words.unknown} note={words.notMeasured} />;
  const [place, bytes] = database;
  return (
    <Figure name={name} value={formatSize(bytes)} note={place.endsWith(".db") ? place : words.inPostgres(place)} />
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
