import { useEffect, useId, useRef, useState } from "react";
import type { KeyboardEvent, ReactElement } from "react";
import { Dialog } from "../../components/dialog.tsx";
import { Icon } from "../../components/icon.tsx";
import { KeyHint } from "../../components/key-hint.tsx";
import { text } from "../../texts/text.ts";
import { useCommands } from "./commands.ts";
import type { Command } from "./commands.ts";

interface PaletteProps {
  /** Gives what was typed before the palette was there. */
  readonly takeTyped: () => string;
  readonly onClose: () => void;
}

/** Goes to everything by a few letters: collections, pages, actions, and records by their id. */
export function Palette({ takeTyped, onClose }: PaletteProps): ReactElement {
  const [typed, setTyped] = useState(takeTyped);
  const [active, setActive] = useState(0);
  const commands = useCommands(typed);
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const current = Math.min(active, Math.max(0, commands.length - 1));
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [current]);
  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    // First: what it opens gets the focus.
    onClose();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = { ArrowDown: current + 1, ArrowUp: current - 1 + commands.length, Home: 0, End: commands.length - 1 };
    if (event.key === "Enter") run(commands[current]);
    else if (event.key in next && commands.length > 0) {
      setActive((next[event.key as keyof typeof next] + commands.length) % commands.length);
    } else return;
    event.preventDefault();
  };
  return (
    <Dialog className="dialog palette" label={text.palette.title} onClose={onClose}>
      <div className="palette-input">
        <Icon name="search" />
        <input
          dir="auto"
          role="combobox"
          aria-label={text.palette.title}
          aria-expanded={commands.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={commands.length === 0 ? undefined : `${id}-${current}`}
          aria-autocomplete="list"
          autoFocus
          autoComplete="off"
          spellCheck={false}
          placeholder={text.palette.placeholder}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        <KeyHint keys={["Esc"]} />
      </div>
      <ul ref={list} id={`${id}-list`} className="palette-list" role="listbox" aria-label={text.palette.title}>
        {commands.map((command, index) => (
          <li
            key={command.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === current}
            onPointerMove={() => setActive(index)}
            onClick={() => run(command)}
          >
            <Icon name={command.icon} />
            <span className="clip">{command.label}</span>
            <span className="hint push">{command.group}</span>
            {command.keys === undefined ? null : <KeyHint keys={command.keys} />}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
