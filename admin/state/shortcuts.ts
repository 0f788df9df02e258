import { useEffect, useRef } from "react";
import { createStore } from "./store.ts";

export interface Shortcut {
  /** `Mod` is Cmd on Apple's machines and Ctrl elsewhere; keys after each other, such as `G` and `C`, are pressed in turn. */
  readonly keys: readonly string[];
  readonly label: string;
  readonly run: () => void;
}

/** Those of the shell and of the page that is open. */
export const shortcuts = createStore<readonly Shortcut[]>([]);

const TURN_MS = 900;
const KEY = "baobox_single_keys";

/** Whether keys without Ctrl or Cmd do something: who speaks to the computer, or types with tremor, can turn them off. */
export const singleKeys = createStore<boolean>(localStorage.getItem(KEY) !== "off");

export function setSingleKeys(isOn: boolean): void {
  localStorage.setItem(KEY, isOn ? "on" : "off");
  singleKeys.set(isOn);
}

/** Makes the shortcuts work as long as the part of the page that has them is there. */
export function useShortcuts(list: readonly Shortcut[]): void {
  const latest = useRef(list);
  latest.current = list;
  const labels = list.map(({ label, keys }) => `${label} ${keys.join("+")}`).join("\n");
  useEffect(() => {
    const own = latest.current.map((shortcut, index) => ({
      ...shortcut,
      run: () => latest.current[index]?.run(),
    }));
    shortcuts.set([...shortcuts.get(), ...own]);
    return () => shortcuts.set(shortcuts.get().filter((one) => !own.includes(one)));
  }, [labels]);
}

/** Listens to the keyboard; once, by the shell. */
export function listenForShortcuts(): () => void {
  let first = "";
  let firstTime = 0;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.altKey || event.repeat) return;
    const hasMod = event.ctrlKey || event.metaKey;
    // What lies beneath a dialog is out of reach, and typing is typing.
    if (document.querySelector("dialog[open]") !== null || (!hasMod && (isTyping(event) || !singleKeys.get()))) return;
    const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
    const pressed = hasMod ? ["Mod", key] : event.timeStamp - firstTime < TURN_MS ? [first, key] : [key];
    const all = shortcuts.get();
    const found = all.find((one) => isSame(one.keys, pressed)) ?? all.find((one) => isSame(one.keys, [key]) && !hasMod);
    [first, firstTime] = [found === undefined && !hasMod ? key : "", event.timeStamp];
    if (found === undefined) return;
    event.preventDefault();
    found.run();
  };
  addEventListener("keydown", onKeyDown);
  return () => removeEventListener("keydown", onKeyDown);
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}

function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input:not([type="checkbox"], [type="radio"]), textarea, select'))
  );
}
