export const INDEX = "index.html";
/** The page about the API. */
export const REFERENCE = "reference.html";

export interface DashboardFile {
  readonly name: string;
  readonly type: string;
  readonly text: string;
  /** Of fonts: the text is what it says rather than the file's own. */
  readonly encoding?: "base64";
}

export function fileContent({ text, encoding }: DashboardFile): Blob | string {
  return encoding === "base64" ? new Blob([Uint8Array.fromBase64(text)]) : text;
}

/** Whether the page itself asks for the file: what a browser loads first. */
export function isFirstLoad(file: DashboardFile, files: readonly DashboardFile[]): boolean {
  return files.some(({ name, text }) => name === INDEX && text.includes(`"./${file.name}"`));
}
