import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { ReactElement } from "react";
import { Editor } from "@tiptap/core";
import StarterKit from "@tiptap/starter-kit";
import { TypedEcho } from "../../state/typed-echo.ts";
import { TypedLater } from "../../state/typed-later.ts";
import { losesNothing } from "./html-loss.ts";
import type { VisualEditorProps } from "./rich-text.tsx";
import { VisualTools } from "./visual-tools.tsx";

/** The editor keeps to its schema: scripts and whatever else it does not know never become part of the page. */
export function VisualEditor(props: VisualEditorProps): ReactElement {
  const { label, description, isInvalid, value } = props;
  const host = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<Editor | null>(null);
  const [, showState] = useState(0);
  const latest = useRef(props);
  latest.current = props;
  // What this editor has told last: it is not to be put into it again.
  const told = useRef(value);
  const [echo] = useState(() => new TypedEcho());
  useLayoutEffect(() => {
    const element = host.current;
    if (element === null) return;
    const later = new TypedLater(() => {
      told.current = created.isEmpty ? "" : created.getHTML();
      echo.tell(told.current);
      latest.current.onChange(told.current);
    });
    const created = new Editor({
      element,
      injectCSS: false,
      content: latest.current.value,
      extensions: [StarterKit.configure({ link: { openOnClick: false, HTMLAttributes: { target: null, rel: null } } })],
      onTransaction: () => showState((count) => count + 1),
      onUpdate: ({ editor: changed }) => later.typed(changed.state.doc.content.size),
    });
    setEditor(created);
    if (!losesNothing(latest.current.value, created.getHTML())) latest.current.onForeign();
    const unwatch = later.watch(element);
    return () => {
      unwatch();
      created.destroy();
    };
  }, [echo]);
  useEffect(() => {
    if (echo.isEcho(value) || editor === null || value === told.current) return;
    told.current = value;
    editor.commands.setContent(value, { emitUpdate: false });
  }, [echo, editor, value]);
  useEffect(() => {
    editor?.setOptions({
      editorProps: {
        attributes: {
          "aria-label": label,
          role: "textbox",
          "aria-multiline": "true",
          ...(description === undefined ? {} : { "aria-description": description }),
          ...(isInvalid === true ? { "aria-invalid": "true" } : {}),
        },
      },
    });
  }, [editor, label, description, isInvalid]);
  return (
    <div className="rich-editor" data-invalid={isInvalid}>
      {editor === null ? null : <VisualTools editor={editor} />}
      <div ref={host} className="rich-content" />
    </div>
  );
}
