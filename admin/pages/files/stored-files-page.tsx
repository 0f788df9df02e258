import { useState } from "react";
import type { ReactElement } from "react";
import { Alert } from "../../components/alert.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { SelectField } from "../../components/inputs.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ProgressBar } from "../../components/progress-bar.tsx";
import { Tabs } from "../../components/tabs.tsx";
import { formatNumber, formatSize } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";
import { FileList } from "./file-list.tsx";
import { folderOf } from "./findings.ts";
import type { Findings } from "./findings.ts";
import { FolderTable, folderName } from "./folder-table.tsx";
import { OrphanPart } from "./orphan-part.tsx";
import { useScan } from "./use-scan.ts";

type Part = "folders" | "largest" | "orphans";

/** What is stored for records, on the disk or in the bucket: how much, the largest, and what belongs to no record. */
export function StoredFilesPage(): ReactElement {
  const words = text.storedFiles;
  const { findings, state, problem, resume, pause, restart, forget } = useScan();
  const [part, setPart] = useState<Part>("folders");
  const [folder, setFolder] = useState("");
  const { files, bytes } = findings.total;
  const shown = folder === "" ? findings : within(findings, folder);
  return (
    <>
      <PageHeader title={words.title} crumbs={[{ label: text.shell.settings, hash: "#/settings" }]}>
        <IconButton icon="refresh" label={words.refresh} onClick={restart} />
      </PageHeader>
      <div className="page-body narrow settings-page">
        <p className="page-hint">{words.hint}</p>
        <div className="row">
          <p role="status" className="tabular">
            {words.seen(formatNumber(files), formatSize(bytes), state === "done")}
          </p>
          {state === "running" ? (
            <button type="button" className="button small push" onClick={pause}>
              {text.common.stop}
            </button>
          ) : null}
          {state === "paused" ? (
            <button type="button" className="button small push" onClick={resume}>
              {words.more}
            </button>
          ) : null}
        </div>
        {state === "running" ? <ProgressBar label={words.looking} /> : null}
        <Alert message={problem} />
        <div className="file-filter">
          <SelectField
            label={words.collection}
            options={[
              { value: "", label: words.all },
              ...findings.folders.map((one) => ({ value: one.folder, label: folderName(one) })),
            ]}
            value={folder}
            onChange={setFolder}
          />
        </div>
        <Tabs
          label={words.parts}
          tabs={[
            { key: "folders", label: words.folders },
            { key: "largest", label: words.largest },
            { key: "orphans", label: words.orphans(formatNumber(shown.orphans.length)) },
          ]}
          chosen={part}
          onChoose={setPart}
        >
          <div className="stack tab-body">
            {part === "folders" ? <FolderTable folders={shown.folders} onChoose={setFolder} /> : null}
            {part === "largest" ? <FileList label={words.largest} files={shown.largest} /> : null}
            {part === "orphans" ? (
              <OrphanPart orphans={shown.orphans} isWhole={state === "done"} onRemoved={forget} />
            ) : null}
          </div>
        </Tabs>
      </div>
    </>
  );
}

function within({ folders, largest, orphans, total }: Findings, folder: string): Findings {
  return {
    total,
    folders: folders.filter((one) => one.folder === folder),
    largest: largest.filter(({ key }) => folderOf(key) === folder),
    orphans: orphans.filter(({ key }) => folderOf(key) === folder),
  };
}
