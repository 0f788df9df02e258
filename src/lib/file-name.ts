import { detectMimeType } from "./mime/detect.ts";
import { LOWER_ALPHANUMERIC, randomText } from "./random-text.ts";

/** Only the end of longer names is looked at. */
const MAX_NAME_LENGTH = 300;
const MAX_EXTENSION_LENGTH = 20;
const MAX_BASE_LENGTH = 100;
const MIN_BASE_LENGTH = 3;

/**
 * The name that an uploaded file is stored under, made like PocketBase does: snake-cased, with a random ending that keeps
 * names apart and hard to guess. Where nothing of its extension can be kept it gets the one of its content.
 */
export async function storedFileName(originalName: string, content: Blob): Promise<string> {
  const name = originalName.slice(-MAX_NAME_LENGTH);
  const given = extensionOf(name);
  const kept = withoutOuterDots(given.replace(/[^\w.*\-+=#]+/g, ""));
  let extension = kept === "" ? (await detectMimeType(content)).extension : `.${kept}`;
  if (extension.length > MAX_EXTENSION_LENGTH) {
    extension = `.${withoutOuterDots(extension.slice(-MAX_EXTENSION_LENGTH))}`;
  }
  let base = snakeCase(withoutOuterDots(name.slice(0, name.length - given.length)));
  if (base.length < MIN_BASE_LENGTH) base += randomText(10, LOWER_ALPHANUMERIC);
  return `${base.slice(0, MAX_BASE_LENGTH)}_${randomText(10, LOWER_ALPHANUMERIC)}${extension}`;
}

/** With the dot, and with a second one before it (`.tar.gz`). */
function extensionOf(name: string): string {
  const last = name.lastIndexOf(".");
  if (last === -1) return "";
  const second = last === 0 ? -1 : name.lastIndexOf(".", last - 1);
  return name.slice(second === -1 ? last : second);
}

function withoutOuterDots(text: string): string {
  return text.replace(/^\.+|\.+$/g, "");
}

/** Lower-case words joined by `_`: `My fileName (1)` becomes `my_file_name_1`. */
export function snakeCase(text: string): string {
  let result = "";
  for (const word of text.split(/[\W_]+/)) {
    if (word === "") continue;
    if (result !== "") result += "_";
    // A capital begins a word unless another capital comes before it.
    result += word.replace(/(?<![A-Z])(?!^)[A-Z]/g, "_$&").toLowerCase();
  }
  return result;
}
