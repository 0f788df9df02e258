import { randomText } from "../random-text.ts";

/** A random text of a simple pattern such as `[a-z0-9]{15}`. */
export function randomByPattern(pattern: string): string {
  const match = /^\[([^\]]+)\]\{(\d+)\}$/.exec(pattern);
  if (match === null) throw new Error("unsupported pattern");
  const alphabet = (match[1] ?? "").replace(/(.)-(.)/g, (_all, from: string, to: string) => {
    let text = "";
    for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code += 1) text += String.fromCharCode(code);
    return text;
  });
  return randomText(Number(match[2]), alphabet);
}
