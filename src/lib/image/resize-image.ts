import { checkAvifSize, encodeAvif } from "./avif/encode-avif.ts";
import { encodeGif } from "./gif.ts";
import { ImageError } from "./image-format.ts";
import type { ImageFormat } from "./image-format.ts";
import { cropRawPng, readRawPng, writeRawPng } from "./png.ts";
import { shownPart, thumbDimensions } from "./thumb-size.ts";
import type { Dimensions, Rectangle, ThumbSize } from "./thumb-size.ts";
import { countText } from "../limit-error.ts";

/** 50 million pixels take 200 MB while they are worked on. */
const MAX_PIXELS = 50_000_000;
/** Cropping before scaling needs all pixels in several forms at once. */
const MAX_CROPPED_PIXELS = 16_000_000;
/** Bun's encoder of WebP takes some 15 bytes a pixel. */
const MAX_WEBP_PIXELS = 16_000_000;
const MAX_FILE_BYTES = 128 * 1024 * 1024;
/** As PocketBase writes thumbs. */
const JPEG_QUALITY = 95;
const FILTER = "linear";

export interface ResizeOptions {
  /** Null: as large as it is. */
  readonly size: ThumbSize | null;
  /** Null: as the original. */
  readonly format: ImageFormat | null;
}

/**
 * A smaller version of an image, upright as its camera data say, of animations the first frame. Decoding, scaling and encoding
 * happen outside of the event loop. Rejects with an `ImageError` for what is no image, too large or of an unknown format.
 */
export async function resizeImage(image: Blob, { size, format }: ResizeOptions): Promise<Uint8Array> {
  if (image.size > MAX_FILE_BYTES)
    throw new ImageError(`the image file is larger than ${MAX_FILE_BYTES / 1024 ** 2} MiB`);
  try {
    // A copy in memory: Bun reads files again for every step.
    const bytes = await image.bytes();
    const original = await openImage(bytes).metadata();
    const target = size === null ? original : thumbDimensions(original, size);
    const written = format ?? (original.format as ImageFormat);
    if (written === "avif") checkAvifSize(target);
    if (written === "webp" && pixelsOf(target) > MAX_WEBP_PIXELS)
      throw new ImageError(`a WebP image can have at most ${countText(MAX_WEBP_PIXELS)} pixels`);
    const scaled = size === null ? openImage(bytes) : await scale(bytes, original, size);
    return await encode(scaled, { format: written, target });
  } catch (cause) {
    if (cause instanceof ImageError || !isImageFailure(cause)) throw cause;
    throw new ImageError(cause.message, { cause });
  }
}

async function scale(bytes: Uint8Array, original: Dimensions, size: ThumbSize): Promise<Bun.Image> {
  const part = shownPart(original, size);
  const target = thumbDimensions(original, size);
  checkPixels(target);
  const { width, height } = target;
  if (part.width === original.width && part.height === original.height) {
    return openImage(bytes).resize(width, height, { filter: FILTER });
  }
  // Bun can't crop. What is scaled down is cropped afterwards, when it is small.
  const [factorX, factorY] = [width / part.width, height / part.height];
  const whole = {
    width: part.width === original.width ? width : Math.max(width, Math.round(original.width * factorX)),
    height: part.height === original.height ? height : Math.max(height, Math.round(original.height * factorY)),
  };
  if (pixelsOf(whole) <= pixelsOf(original)) {
    const x = Math.min(Math.round(part.x * factorX), whole.width - width);
    const y = Math.min(Math.round(part.y * factorY), whole.height - height);
    return crop(openImage(bytes).resize(whole.width, whole.height, { filter: FILTER }), { x, y, width, height });
  }
  if (pixelsOf(original) > MAX_CROPPED_PIXELS)
    throw new ImageError(
      `an image with more than ${countText(MAX_CROPPED_PIXELS)} pixels can't be cropped and enlarged`,
    );
  const cropped = await crop(openImage(bytes), part);
  return cropped.resize(width, height, { filter: FILTER });
}

async function crop(image: Bun.Image, rectangle: Rectangle): Promise<Bun.Image> {
  const png = await readRawPng(await image.png({ compressionLevel: 0 }).bytes());
  return openImage(await writeRawPng(cropRawPng(png, rectangle)));
}

interface Encoding {
  readonly format: ImageFormat;
  readonly target: Dimensions;
}

async function encode(image: Bun.Image, { format, target }: Encoding): Promise<Uint8Array> {
  switch (format) {
    case "jpeg":
      return image.jpeg({ quality: JPEG_QUALITY }).bytes();
    case "png":
      return image.png().bytes();
    case "webp":
      return image.webp().bytes();
    case "avif":
      return encodeAvif(await image.png({ compressionLevel: 0 }).bytes(), target);
    case "gif": {
      const indexed = image.png({ palette: true, colors: 256, compressionLevel: 0 });
      return encodeGif(await readRawPng(await indexed.bytes()));
    }
    default:
      throw new ImageError(`thumbs of ${String(format)} images can't be made`);
  }
}

function openImage(bytes: Uint8Array): Bun.Image {
  return new Bun.Image(bytes, { maxPixels: MAX_PIXELS });
}

function checkPixels(target: Dimensions): void {
  if (pixelsOf(target) > MAX_PIXELS)
    throw new ImageError(`the thumb would have more than ${countText(MAX_PIXELS)} pixels`);
}

function pixelsOf({ width, height }: Dimensions): number {
  return width * height;
}

function isImageFailure(cause: unknown): cause is Error {
  return cause instanceof Error && "code" in cause && String(cause.code).startsWith("ERR_IMAGE");
}
