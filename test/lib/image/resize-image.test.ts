import { beforeAll, describe, expect, test } from "bun:test";
import { ImageError } from "../../../src/lib/image/image-format.ts";
import type { ImageFormat } from "../../../src/lib/image/image-format.ts";
import { resizeImage } from "../../../src/lib/image/resize-image.ts";
import { parseThumbSize } from "../../../src/lib/image/thumb-size.ts";
import { BLUE, CLEAR, colorName, decodeImage, drawPng, GREEN, orient, RED } from "../../support/test-image.ts";
import type { DecodedImage } from "../../support/test-image.ts";

/** Red, green and blue from left to right. */
let columns: Uint8Array;
/** Red, green and blue from top to bottom. */
let bands: Uint8Array;

beforeAll(async () => {
  columns = await drawPng(600, 200, (x) => [RED, GREEN, BLUE][Math.floor(x / 200)] ?? RED);
  bands = await drawPng(200, 600, (_, y) => [RED, GREEN, BLUE][Math.floor(y / 200)] ?? RED);
});

async function resized(file: Uint8Array, size: string, format: ImageFormat | null = null): Promise<DecodedImage> {
  const image = new Blob([file as BlobPart]);
  return decodeImage(await resizeImage(image, { size: parseThumbSize(size), format }));
}

/** Its size and the colours along its middle, from left to right and from top to bottom. */
function describeImage({ width, height, pixelAt }: DecodedImage): string {
  const along = (count: number, at: (index: number) => string): string =>
    [...new Set(Array.from({ length: count }, (_, index) => at(index)))].join(" ");
  const across = along(width, (x) => colorName(pixelAt(x, Math.floor(height / 2))));
  const down = along(height, (y) => colorName(pixelAt(Math.floor(width / 2), y)));
  return `${width}x${height}: ${across}; ${down}`;
}

describe("each form of size keeps the right pixels:", () => {
  test.each([
    ["100x100", "100x100: green; green"],
    ["100x100t", "100x100: green; green"],
    ["300x50", "300x50: red green blue; green"],
    ["300x100f", "300x100: red green blue; green"],
    ["150x150f", "150x50: red green blue; green"],
    ["0x50", "150x50: red green blue; green"],
    ["60x0", "60x20: red green blue; green"],
    ["0x400", "1200x400: red green blue; green"],
    ["900x900f", "600x200: red green blue; green"],
    ["400x400", "400x400: green; green"],
  ])("columns as %s are %s", async (size, expected) => {
    expect(describeImage(await resized(columns, size))).toBe(expected);
  });

  test.each([
    ["100x100", "100x100: green; green"],
    ["100x100t", "100x100: red; red"],
    ["100x100b", "100x100: blue; blue"],
    ["100x150t", "100x150: red; red green"],
    ["100x100f", "33x100: green; red green blue"],
    ["400x400b", "400x400: blue; blue"],
  ])("bands as %s are %s", async (size, expected) => {
    expect(describeImage(await resized(bands, size))).toBe(expected);
  });
});

test("a wide crop of a long strip does not blow the strip up first", async () => {
  const strip = await drawPng(5000, 4, (x) => (Math.abs(x - 2500) < 5 ? GREEN : RED));
  expect(describeImage(await resized(strip, "1000x1000"))).toBe("1000x1000: green; green");
});

describe("the format stays:", () => {
  test.each(["png", "jpeg", "webp"] as const)("%s", async (format) => {
    const original = await new Bun.Image(columns)[format]().bytes();
    const thumb = await resized(original, "300x50");
    expect([thumb.format, describeImage(thumb)]).toEqual([format, "300x50: red green blue; green"]);
  });

  test("gif, with its transparency", async () => {
    const picture = await drawPng(300, 100, (x, y) =>
      y < 10 ? CLEAR : ([RED, GREEN, BLUE][Math.floor(x / 100)] ?? RED),
    );
    const gif = await resizeImage(new Blob([picture as BlobPart]), { size: null, format: "gif" });
    const thumb = await resized(gif, "150x50");
    expect([thumb.format, thumb.width, thumb.height]).toEqual(["gif", 150, 50]);
    expect([10, 75, 140].map((x) => colorName(thumb.pixelAt(x, 25)))).toEqual(["red", "green", "blue"]);
    expect(colorName(thumb.pixelAt(75, 2))).toBe("clear");
  });

  test("gif of more colours than its table of codes can name", async () => {
    const noise = await drawPng(300, 300, (x, y) => [(x * 7919 + y * 104729) % 256, (x * y) % 256, y % 256, 255]);
    const gif = await resizeImage(new Blob([noise as BlobPart]), { size: null, format: "gif" });
    const palette = await decodeImage(await new Bun.Image(noise).png({ palette: true, colors: 256 }).bytes());
    const decoded = await decodeImage(gif);
    for (let index = 0; index < 300; index += 1) {
      expect(decoded.pixelAt(index, 299 - index)).toEqual(palette.pixelAt(index, 299 - index));
    }
  });

  test("unless another is asked for", async () => {
    expect((await resized(columns, "100x100", "webp")).format).toBe("webp");
  });
});

describe("as AVIF", () => {
  test.each([
    ["100x100", "100x100: green; green"],
    ["100x100t", "100x100: red; red"],
    ["100x100b", "100x100: blue; blue"],
    ["100x100f", "33x100: green; red green blue"],
  ])("%s keeps the right pixels: %s", async (size, expected) => {
    const thumb = await resized(bands, size, "avif");
    expect([thumb.format, describeImage(thumb)]).toEqual(["avif", expected]);
  });

  test("what is transparent stays so", async () => {
    const half = await drawPng(64, 64, (x) => (x < 32 ? CLEAR : RED));
    const { pixelAt } = await resized(half, "64x64", "avif");
    expect([colorName(pixelAt(8, 32)), colorName(pixelAt(56, 32))]).toEqual(["clear", "red"]);
  });

  test("other work goes on meanwhile", async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await resized(columns, "900x0", "avif");
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
  });

  test("what would take too much memory and time is refused", async () => {
    const image = new Blob([(await drawPng(100, 100, () => RED)) as BlobPart]);
    const outcome = resizeImage(image, { size: parseThumbSize("5000x4000"), format: "avif" });
    expect(await outcome.catch((error: unknown) => error)).toBeInstanceOf(ImageError);
  });
});

test("a picture of a turned camera is upright", async () => {
  const jpeg = orient(await new Bun.Image(columns).jpeg({ quality: 95 }).bytes(), 6);
  expect(describeImage(await resized(jpeg, "100x300"))).toBe("100x300: green; red green blue");
  expect(describeImage(await resized(jpeg, "100x100t"))).toBe("100x100: red; red");
});

test("what is no image or too large is refused", async () => {
  const bomb = Buffer.from(await drawPng(1, 1, () => RED));
  bomb.writeUInt32BE(60_000, 16);
  bomb.writeUInt32BE(60_000, 20);
  for (const file of [Buffer.from("<svg/>"), columns.subarray(0, 100), bomb]) {
    const outcome = await resizeImage(new Blob([file as BlobPart]), {
      size: parseThumbSize("10x10"),
      format: null,
    }).catch((error: unknown) => error);
    expect(outcome).toBeInstanceOf(ImageError);
  }
  const huge = await resizeImage(new Blob([columns as BlobPart]), {
    size: parseThumbSize("99999x99999"),
    format: null,
  }).catch((error: unknown) => error);
  expect(huge).toBeInstanceOf(ImageError);
});

test("other work goes on meanwhile", async () => {
  const picture = await drawPng(3000, 2000, (x, y) => [x & 255, y & 255, (x * y) & 255, 255]);
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  await resizeImage(new Blob([picture as BlobPart]), { size: parseThumbSize("800x800"), format: "gif" });
  clearInterval(timer);
  // Decoding, scaling and encoding in one go would leave the event loop no turn, or one between two of them.
  expect(turns).toBeGreaterThan(5);
});

test("a WebP or AVIF image that would take too much memory is refused before its pixels are read", async () => {
  const small = await drawPng(20, 10, () => RED);
  const header = new DataView(small.buffer, small.byteOffset, small.byteLength);
  header.setUint32(16, 5000);
  header.setUint32(20, 4000);
  header.setUint32(29, Bun.hash.crc32(small.subarray(12, 29)));
  for (const format of ["webp", "avif"] as const) {
    const outcome = resizeImage(new Blob([small as BlobPart]), { size: null, format });
    expect(await outcome.catch(String)).toMatch(/^ImageError: an? (?:WebP|AVIF) image can have at most [\d,]+ pixels$/);
  }
});
