import { useMemo, useState } from "react";
import type { ReactElement } from "react";
import type { CollectionField, CollectionModel } from "pocketbase";
import type { Progress, RecordChange } from "../../api/change-records.ts";
import { visibleFields } from "../../api/collections.ts";
import { Alert } from "../../components/alert.tsx";
import { Confirm } from "../../components/dialog.tsx";
import { SelectField } from "../../components/inputs.tsx";
import { ProgressBar } from "../../components/progress-bar.tsx";
import { SidePanel } from "../../components/side-panel.tsx";
import { showToast } from "../../state/toasts.ts";
import { text } from "../../texts/text.ts";
import type { Encoding } from "./decode-text.ts";
import { Failures } from "./failures.tsx";
import { FileDrop } from "./file-drop.tsx";
import { ImportMapping } from "./import-mapping.tsx";
import { ImportPreview } from "./import-preview.tsx";
import { checkRows, guessMapping } from "./import-rows.ts";
import type { Mapping, ReadyRow } from "./import-rows.ts";
import { MOST_BYTES, ParseError, parseRows } from "./parse-rows.ts";
import type { ParsedFile } from "./parse-rows.ts";
import { useMany } from "./use-many.ts";

interface ImportPanelProps {
  readonly collection: CollectionModel;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

type Existing = "fail" | "update";

/** Records from a CSV or JSON file: its columns are given to fields, what is wrong is shown before anything is sent. */
export function ImportPanel({ collection, onClose, onChanged }: ImportPanelProps): ReactElement {
  const fields = useMemo(() => importableFields(collection), [collection]);
  const source = useSource(fields);
  const { parsed, mapping } = source;
  const [existing, setExisting] = useState<Existing>("fail");
  const [failed, setFailed] = useState<ReadonlyMap<string, string>>(new Map());
  /** The keys of the rows that are records already: tried again, an import is about the others. */
  const [imported, setImported] = useState<ReadonlySet<string>>(new Set());
  const [isLeaving, setLeaving] = useState(false);
  const many = useMany();
  const checked = useMemo(
    () => (parsed === null ? { ready: [], errors: [] } : checkRows(parsed, mapping, fields)),
    [parsed, mapping, fields],
  );
  const left = checked.ready.map((row) => toChange(row, existing)).filter(({ key }) => !imported.has(key));
  const start = async (): Promise<void> => {
    if (many.progress !== null) return;
    const result = await many.run(collection.name, left);
    setImported(new Set([...imported, ...result.done]));
    onChanged();
    showToast(text.import.done(result.done.length), { isBad: result.done.length === 0 });
    if (result.failed.size === 0) return onClose();
    setFailed(result.failed);
  };
  const close = (): void => (many.progress === null ? onClose() : setLeaving(true));
  const count = left.length;
  const title = text.import.title(collection.name);
  const foot = <Foot count={count} isBusy={many.progress !== null} onClose={close} />;
  return (
    <SidePanel title={title} isWide onClose={close} onSubmit={() => void start()} foot={foot}>
      <FileDrop
        label={text.import.choose}
        accept=".csv,.json,.jsonl,.ndjson,.txt"
        onFile={(file) => {
          setFailed(new Map());
          setImported(new Set());
          void source.read(file);
        }}
      >
        {parsed === null ? text.import.hint : text.import.chosen(parsed.name, parsed.rows.length)}
      </FileDrop>
      <Alert message={source.problem} />
      <ImportProgress progress={many.progress} />
      <Failures failed={failed} />
      {parsed === null ? null : (
        <>
          <EncodingNote encoding={parsed.encoding} />
          <ImportMapping
            columns={parsed.columns}
            sample={parsed.rows[0] ?? {}}
            fields={fields}
            mapping={mapping}
            onChange={source.setMapping}
          />
          <ExistingField value={existing} onChange={setExisting} />
          <ImportPreview rows={parsed.rows} mapping={mapping} ready={count} errors={checked.errors} />
        </>
      )}
      {isLeaving ? (
        <Confirm
          title={text.import.stopTitle}
          message={text.import.stopMessage}
          action={text.import.stop}
          onConfirm={onClose}
          onClose={() => setLeaving(false)}
        />
      ) : null}
    </SidePanel>
  );
}

/** Files come by no table, and dates of changes are the server's. */
function importableFields(collection: CollectionModel): CollectionField[] {
  return visibleFields(collection).filter(({ type }) => type !== "file" && type !== "autodate");
}

interface Source {
  readonly parsed: (ParsedFile & { readonly name: string }) | null;
  readonly problem: string | undefined;
  readonly mapping: Mapping;
  readonly setMapping: (mapping: Mapping) => void;
  readonly read: (file: File) => Promise<void>;
}

/** The file and which of its columns goes where. */
function useSource(fields: readonly CollectionField[]): Source {
  const [parsed, setParsed] = useState<Source["parsed"]>(null);
  const [mapping, setMapping] = useState<Mapping>({});
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const read = async (file: File): Promise<void> => {
    try {
      if (file.size > MOST_BYTES) throw new ParseError(text.import.tooLarge, 0);
      const next = await parseRows(file);
      if (next.rows.length === 0) throw new ParseError(text.import.empty, 0);
      setProblem(undefined);
      setMapping(guessMapping(next.columns, fields));
      setParsed({ ...next, name: file.name });
    } catch (error) {
      const [row, why] = [error instanceof ParseError ? error.row : 0, error instanceof Error ? error.message : ""];
      setProblem(text.import.unreadable(row, why));
      setParsed(null);
    }
  };
  return { parsed, problem, mapping, setMapping, read };
}

interface FootProps {
  readonly count: number;
  readonly isBusy: boolean;
  readonly onClose: () => void;
}

function Foot({ count, isBusy, onClose }: FootProps): ReactElement {
  return (
    <>
      <button type="button" className="button push" onClick={onClose}>
        {text.common.cancel}
      </button>
      <button className="button primary" aria-busy={isBusy} disabled={count === 0}>
        {text.import.submit(count)}
      </button>
    </>
  );
}

function ImportProgress({ progress }: { progress: Progress | null }): ReactElement | null {
  if (progress === null) return null;
  return (
    <div className="stack tight" role="status">
      <ProgressBar label={text.bulk.progress} value={progress.done / progress.total} />
      <span className="hint tabular">{text.import.progress(progress.done, progress.total)}</span>
    </div>
  );
}

/** An encoding that nothing in the file tells may be the wrong one. */
function EncodingNote({ encoding }: { encoding: Encoding }): ReactElement | null {
  if (encoding !== "Windows-1252") return null;
  return (
    <p className="notice" role="status">
      {text.import.windows1252}
    </p>
  );
}

interface ExistingFieldProps {
  readonly value: Existing;
  readonly onChange: (value: Existing) => void;
}

function ExistingField({ value, onChange }: ExistingFieldProps): ReactElement {
  return (
    <SelectField
      label={text.import.existing}
      hint={text.import.existingHint}
      options={[
        { value: "fail", label: text.import.existingFail },
        { value: "update", label: text.import.existingUpdate },
      ]}
      value={value}
      onChange={onChange}
    />
  );
}

function toChange({ row, body }: ReadyRow, existing: Existing): RecordChange {
  const { id } = body;
  const isUpsert = existing === "update" && typeof id === "string" && id !== "";
  return { key: text.import.row(row), kind: isUpsert ? "upsert" : "create", body };
}
