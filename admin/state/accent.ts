import { theme } from "./theme.ts";
import type { Theme } from "./theme.ts";
import { createStore } from "./store.ts";

type Rgb = readonly [number, number, number];

const KEY = "baobox_accent";
const COLOR = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i;
/** The surfaces of tokens.css, and how much of the accent the soft background has. */
const SURFACES: Readonly<Record<Theme, Rgb>> = { light: [255, 255, 255], dark: [21, 24, 30] };
const SOFT_PART: Readonly<Record<Theme, number>> = { light: 0.1, dark: 0.17 };
/** AA asks for 4.5; a little more is left for mixed backgrounds. */
const LEAST_CONTRAST = 4.9;
const DARK_TEXT: Rgb = [11, 18, 30];
const WHITE: Rgb = [255, 255, 255];

/** The accent colour of the settings; kept in this browser, so that the next load begins with it. Null: that of tokens.css. */
const accent = createStore<string | null>(localStorage.getItem(KEY));

export function setAccent(color: string): void {
  if (!COLOR.test(color)) return;
  localStorage.setItem(KEY, color);
  accent.set(color);
}

/** The variables for a theme: the colour itself, made darker or lighter until it is readable. */
export function accentVariables(color: string, shown: Theme): Readonly<Record<string, string>> {
  const wanted = parse(color);
  const surface = SURFACES[shown];
  const soft = mix(surface, wanted, SOFT_PART[shown]);
  const towards: Rgb = shown === "light" ? [0, 0, 0] : WHITE;
  const readable = untilReadable(wanted, towards, surface);
  const strong = untilReadable(mix(readable, towards, 0.22), towards, soft);
  const onAccent = contrast(WHITE, readable) >= contrast(DARK_TEXT, readable) ? WHITE : DARK_TEXT;
  return {
    "--accent": format(readable),
    "--accent-strong": format(strong),
    "--accent-soft": format(soft),
    "--on-accent": format(onAccent),
  };
}

function apply(): void {
  const color = accent.get();
  if (color === null || !COLOR.test(color)) return;
  for (const [name, value] of Object.entries(accentVariables(color, theme.get()))) {
    document.documentElement.style.setProperty(name, value);
  }
}

function parse(color: string): Rgb {
  const hex = color.length === 4 ? color.replaceAll(/[0-9a-f]/gi, "$&$&").slice(1) : color.slice(1);
  const part = (start: number): number => Number.parseInt(hex.slice(start, start + 2), 16);
  return [part(0), part(2), part(4)];
}

function format(color: Rgb): string {
  return `#${color.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

function mix([r, g, b]: Rgb, [r2, g2, b2]: Rgb, part: number): Rgb {
  return [r + (r2 - r) * part, g + (g2 - g) * part, b + (b2 - b) * part];
}

function untilReadable(color: Rgb, towards: Rgb, background: Rgb): Rgb {
  let part = 0;
  while (part < 1 && contrast(mix(color, towards, part), background) < LEAST_CONTRAST) part += 0.02;
  return mix(color, towards, part);
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(a: Rgb, b: Rgb): number {
  const [lighter, darker] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return ((lighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05);
}

function luminance(color: Rgb): number {
  const [r, g, b] = color.map((part) => {
    const value = part / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

accent.subscribe(apply);
theme.subscribe(apply);
apply();
