export interface ThumbSize {
  /** 0: as the height and the original's proportions want it. Not both are 0. */
  readonly width: number;
  readonly height: number;
  /** `fit`: nothing is cut off, and nothing made larger. The others cut what is too much, and keep that part. */
  readonly keep: "fit" | "center" | "top" | "bottom";
}

export interface Dimensions {
  readonly width: number;
  readonly height: number;
}

export interface Rectangle extends Dimensions {
  readonly x: number;
  readonly y: number;
}

const KEEPS = { "": "center", t: "top", b: "bottom", f: "fit" } as const;

/** Reads `WxH`, `WxHt`, `WxHb`, `WxHf`, `0xH` and `Wx0`; null for anything else. */
export function parseThumbSize(text: string): ThumbSize | null {
  const [whole, width, height, suffix = ""] = /^(\d+)x(\d+)([tbf]?)$/.exec(text) ?? [];
  if (whole === undefined) return null;
  const size = { width: Number(width), height: Number(height), keep: KEEPS[suffix as keyof typeof KEEPS] };
  return size.width === 0 && size.height === 0 ? null : size;
}

/** The part of the original that the thumb shows. */
export function shownPart(original: Dimensions, size: ThumbSize): Rectangle {
  const { width, height, keep } = size;
  if (width === 0 || height === 0 || keep === "fit") return { x: 0, y: 0, ...original };
  const part = { ...original };
  if (original.width * height < width * original.height) {
    part.height = Math.max(1, Math.round((original.width * height) / width));
  } else {
    part.width = Math.max(1, Math.round((original.height * width) / height));
  }
  const x = Math.floor((original.width - part.width) / 2);
  const below = original.height - part.height;
  const y = keep === "top" ? 0 : keep === "bottom" ? below : Math.floor(below / 2);
  return { x, y, ...part };
}

/** How large the thumb is. */
export function thumbDimensions(original: Dimensions, { width, height, keep }: ThumbSize): Dimensions {
  if (width === 0) return { width: scaled(original.width, height / original.height), height };
  if (height === 0) return { width, height: scaled(original.height, width / original.width) };
  if (keep !== "fit") return { width, height };
  if (original.width <= width && original.height <= height) return original;
  // The shorter side is rounded down, as PocketBase does it.
  return original.width * height > width * original.height
    ? { width, height: Math.max(1, Math.floor((original.height * width) / original.width)) }
    : { width: Math.max(1, Math.floor((original.width * height) / original.height)), height };
}

function scaled(length: number, factor: number): number {
  return Math.max(1, Math.round(length * factor));
}
