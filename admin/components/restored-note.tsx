import type { ReactElement } from "react";
import { formatTime } from "../texts/format.ts";
import { text } from "../texts/text.ts";

interface RestoredNoteProps {
  /** When it was typed. */
  readonly time: string;
  /** What else to know about it. */
  readonly more?: string | undefined;
  readonly onForget: () => void;
}

/** Above what was typed before a reload, or a crash, and is here again. */
export function RestoredNote({ time, more, onForget }: RestoredNoteProps): ReactElement {
  return (
    <div className="notice row" role="status">
      <span className="grow">
        {text.common.restored(formatTime(new Date(time)))} {more}
      </span>
      <button type="button" className="button small" onClick={onForget}>
        {text.common.startOver}
      </button>
    </div>
  );
}
