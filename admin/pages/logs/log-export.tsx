import type { ReactElement } from "react";
import { walkLogs } from "../../api/logs.ts";
import { rowsFile } from "../../api/rows-file.ts";
import { ExportDialog } from "../../components/export-dialog.tsx";
import { text } from "../../texts/text.ts";

interface LogExportProps {
  readonly filter: string;
  /** Null where it is not known. */
  readonly total: number | null;
  readonly onClose: () => void;
}

const COLUMNS = ["id", "created", "level", "message", "data"];

export function LogExport({ filter, total, onClose }: LogExportProps): ReactElement {
  const words = text.logs;
  return (
    <ExportDialog
      title={words.exportTitle}
      hint={words.exportHint(total)}
      fileName="logs"
      defaultFormat="json"
      total={total}
      make={({ signal, ...options }) => rowsFile(walkLogs(filter, signal), { ...options, columns: COLUMNS })}
      done={() => words.exported}
      onClose={onClose}
    />
  );
}
