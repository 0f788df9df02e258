export type ImageFormat = "png" | "jpeg" | "gif" | "webp" | "avif";

/** What is known to be an image by its stored type, and can be made smaller. */
export const IMAGE_FORMATS: Readonly<Record<string, ImageFormat>> = {
  "image/png": "png",
  "image/jpg": "jpeg",
  "image/jpeg": "jpeg",
  "image/gif": "gif",
  "image/webp": "webp",
};

/** The image is broken, too large or of a kind that can't be written: trying again would not help. */
export class ImageError extends Error {
  override readonly name = "ImageError";
}
