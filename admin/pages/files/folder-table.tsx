import type { ReactElement } from "react";
import { formatNumber, formatSize } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";
import type { Folder } from "./findings.ts";

interface FolderTableProps {
  readonly folders: readonly Folder[];
  readonly onChoose: (folder: string) => void;
}

/** How much each collection has stored. */
export function FolderTable({ folders, onChoose }: FolderTableProps): ReactElement {
  const words = text.storedFiles;
  const most = Math.max(1, ...folders.map(({ bytes }) => bytes));
  if (folders.length === 0) return <p className="hint">{words.none}</p>;
  return (
    <table className="file-table">
      <thead>
        <tr>
          <th scope="col">{words.collection}</th>
          <th scope="col" className="figure-cell">
            {words.files}
          </th>
          <th scope="col" className="figure-cell">
            {words.size}
          </th>
          <td />
        </tr>
      </thead>
      <tbody>
        {folders.map((one) => (
          <tr key={one.folder}>
            <th scope="row">
              <button type="button" className="link-button break" onClick={() => onChoose(one.folder)}>
                {folderName(one)}
              </button>
            </th>
            <td className="figure-cell tabular">{formatNumber(one.files)}</td>
            <td className="figure-cell tabular">{formatSize(one.bytes)}</td>
            <td className="bar-cell">
              <span className="size-bar" style={{ width: `${(one.bytes / most) * 100}%` }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function folderName({ folder, collection }: Pick<Folder, "folder" | "collection">): string {
  return collection ?? text.storedFiles.unknown(folder);
}
