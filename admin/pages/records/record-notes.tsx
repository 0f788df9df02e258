import type { ReactElement } from "react";
import { RestoredNote } from "../../components/restored-note.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { text } from "../../texts/text.ts";

interface RecordNotesProps {
  readonly isStale: boolean;
  readonly reload: () => void;
  readonly restoredFrom: string | null;
  readonly forget: () => void;
  readonly isView: boolean;
  readonly isLoading: boolean;
}

/** What to know about the record that is open. */
export function RecordNotes(props: RecordNotesProps): ReactElement {
  const { isStale, reload, restoredFrom, forget, isView, isLoading } = props;
  return (
    <>
      {isStale ? (
        <div className="notice row" role="status">
          <span className="grow">{text.record.changedMeanwhile}</span>
          <button type="button" className="button small" onClick={reload}>
            {text.record.loadNewer}
          </button>
        </div>
      ) : null}
      {restoredFrom === null ? null : <RestoredNote time={restoredFrom} onForget={forget} />}
      {isView ? <p className="notice">{text.record.readOnly}</p> : null}
      {isLoading ? <Skeleton lines={5} /> : null}
    </>
  );
}
