import { Suspense, lazy, useState } from "react";
import type { ReactElement } from "react";
import { text } from "../../texts/text.ts";
import { CodeEditor } from "../code/code-editor.tsx";
import { loadHtml } from "../code/languages.ts";
import { Skeleton } from "../skeleton.tsx";

export interface RichTextProps {
  readonly label: string;
  readonly description?: string | undefined;
  readonly isInvalid?: boolean;
  /** HTML, as it is stored. */
  readonly value: string;
  readonly onChange: (html: string) => void;
}

export interface VisualEditorProps extends RichTextProps {
  /** The value has something in it that the visual editor would remove. */
  readonly onForeign: () => void;
}

const VisualEditor = lazy(() =>
  import("./visual-editor.tsx").then(
    (module) => ({ default: module.VisualEditor }),
    // Without the connection the HTML can still be edited.
    () => ({ default: SourceInstead }),
  ),
);
const HtmlPreview = lazy(() => import("./html-preview.tsx").then((module) => ({ default: module.HtmlPreview })));

type View = "visual" | "source" | "preview";

/** A text with headings, lists, links and the like; its HTML can be edited too, and is where the visual editor would lose some. */
export function RichText(props: RichTextProps): ReactElement {
  const [view, setView] = useState<View>("visual");
  const [isForeign, setForeign] = useState(false);
  const tabs: readonly (readonly [View, string])[] = [
    ["visual", text.rich.visual],
    ["source", text.rich.source],
    ["preview", text.rich.preview],
  ];
  return (
    <div className="rich">
      <div className="rich-views" role="group" aria-label={text.rich.views}>
        {tabs.map(([key, label]) => (
          <button key={key} type="button" aria-pressed={view === key} onClick={() => setView(key)}>
            {label}
          </button>
        ))}
      </div>
      {isForeign && view === "source" ? <p className="notice warn">{text.rich.foreign}</p> : null}
      <Suspense fallback={<Skeleton lines={3} />}>
        {view === "visual" ? (
          <VisualEditor
            {...props}
            onForeign={() => {
              // Once: who goes back to the visual editor wants it all the same.
              if (isForeign) return;
              setForeign(true);
              setView("source");
            }}
          />
        ) : null}
        {view === "source" ? <CodeEditor {...props} language={loadHtml} minHeight="160px" maxHeight="420px" /> : null}
        {view === "preview" ? <HtmlPreview html={props.value} label={props.label} /> : null}
      </Suspense>
    </div>
  );
}

function SourceInstead(props: VisualEditorProps): ReactElement {
  return <CodeEditor {...props} minHeight="160px" />;
}
