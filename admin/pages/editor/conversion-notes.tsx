import type { ReactElement } from "react";
import type { ConversionNote } from "../../api/collections.ts";
import { text } from "../../texts/text.ts";

/** What became of collections of before v0.23; what they lose stands out. */
export function ConversionNotes({ notes }: { notes: readonly ConversionNote[] }): ReactElement | null {
  if (notes.length === 0) return null;
  const { transfer } = text;
  return (
    <section className="stack tight" aria-label={transfer.converted}>
      <h2 className="part-title">{transfer.converted}</h2>
      <p className="hint">{transfer.convertedHint}</p>
      <ul className="plan-list">
        {notes.map(({ name, changes, dropped }) => (
          <li key={name}>
            <strong>{name}</strong>
            <ul>
              {dropped.map((what) => (
                <li key={what} className="change grave">
                  {transfer.dropped(what)}
                </li>
              ))}
              {changes.map((what) => (
                <li key={what} className="change">
                  {what}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}
