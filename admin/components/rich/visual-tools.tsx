import { useState } from "react";
import type { KeyboardEvent, ReactElement } from "react";
import type { Editor } from "@tiptap/core";
import { text } from "../../texts/text.ts";
import { Dialog } from "../dialog.tsx";
import { TextField } from "../field.tsx";
import { IconButton } from "../icon-button.tsx";
import type { IconName } from "../icon.tsx";

interface Tool {
  readonly icon: IconName;
  readonly label: string;
  readonly isActive: boolean;
  readonly run: () => void;
}

/** What can be done with the selected text. One stop of the Tab key; arrow keys move among the buttons. */
export function VisualTools({ editor }: { editor: Editor }): ReactElement {
  const [isLinking, setLinking] = useState(false);
  const chain = () => editor.chain().focus();
  const words = text.rich.tools;
  const heading = (level: 1 | 2 | 3, icon: IconName): Tool => ({
    icon,
    label: words.heading(level),
    isActive: editor.isActive("heading", { level }),
    run: () => chain().toggleHeading({ level }).run(),
  });
  const is = (name: string): boolean => editor.isActive(name);
  const tools: readonly Tool[] = [
    { icon: "bold", label: words.bold, isActive: is("bold"), run: () => chain().toggleBold().run() },
    { icon: "italic", label: words.italic, isActive: is("italic"), run: () => chain().toggleItalic().run() },
    { icon: "strike", label: words.strike, isActive: is("strike"), run: () => chain().toggleStrike().run() },
    { icon: "code", label: words.code, isActive: is("code"), run: () => chain().toggleCode().run() },
    { icon: "link", label: words.link, isActive: is("link"), run: () => setLinking(true) },
    heading(1, "heading1"),
    heading(2, "heading2"),
    heading(3, "heading3"),
    { icon: "list", label: words.list, isActive: is("bulletList"), run: () => chain().toggleBulletList().run() },
    {
      icon: "listNumbers",
      label: words.numbers,
      isActive: is("orderedList"),
      run: () => chain().toggleOrderedList().run(),
    },
    { icon: "quote", label: words.quote, isActive: is("blockquote"), run: () => chain().toggleBlockquote().run() },
    { icon: "codeBlock", label: words.block, isActive: is("codeBlock"), run: () => chain().toggleCodeBlock().run() },
    { icon: "undo", label: text.common.undo, isActive: false, run: () => chain().undo().run() },
    { icon: "redo", label: words.redo, isActive: false, run: () => chain().redo().run() },
  ];
  return (
    <div className="rich-tools" role="toolbar" aria-label={words.title} onKeyDown={moveInToolbar}>
      {tools.map(({ icon, label, isActive, run }, index) => (
        <IconButton
          key={icon}
          icon={icon}
          label={label}
          look={isActive ? "quiet small on" : "quiet small"}
          aria-pressed={isActive}
          tabIndex={index === 0 ? 0 : -1}
          onClick={run}
        />
      ))}
      {isLinking ? <LinkDialog editor={editor} onClose={() => setLinking(false)} /> : null}
    </div>
  );
}

function moveInToolbar(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const index = buttons.findIndex((button) => button === document.activeElement);
  if (step === undefined || index < 0) return;
  event.preventDefault();
  buttons[(index + step + buttons.length) % buttons.length]?.focus();
}

function LinkDialog({ editor, onClose }: { editor: Editor; onClose: () => void }): ReactElement {
  const [address, setAddress] = useState(String(editor.getAttributes("link")["href"] ?? ""));
  const words = text.rich.tools;
  const set = (href: string): void => {
    const chain = editor.chain().focus().extendMarkRange("link");
    if (href.trim() === "") chain.unsetLink().run();
    else chain.setLink({ href: href.trim() }).run();
    onClose();
  };
  return (
    <Dialog className="dialog" label={words.link} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          set(address);
        }}
      >
        <h2>{words.link}</h2>
        <TextField label={words.address} autoFocus value={address} onChange={setAddress} />
        <div className="dialog-foot">
          <button type="button" className="button" onClick={() => set("")}>
            {words.unlink}
          </button>
          <button className="button primary">{words.setLink}</button>
        </div>
      </form>
    </Dialog>
  );
}
