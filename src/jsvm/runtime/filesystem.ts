import type { WireFile } from "../wire.ts";
import type { FilePlace } from "../file-place.ts";
import { fileMakers, FileHeader, HostFile } from "./file.ts";
import { goError } from "./go-error.ts";
import { HttpRequest } from "./http-request.ts";
import { HttpResponse } from "./http-response.ts";
import { Reader } from "./reader.ts";
import { call, giveBytes, takeBytes } from "./server.ts";
import { HostDateTime } from "./date-time.ts";
import { bytesOf } from "./values.ts";

interface StoredAttributes {
  readonly contentType: string;
  readonly size: number;
  readonly modified: string;
}

/** `$filesystem` */
export const filesystem = {
  ...fileMakers,

  local: (folder: unknown): FileSystem => new FileSystem({ kind: "local", folder: String(folder) }),

  /** Bucket, region, endpoint, access key, secret, and whether the bucket is part of the path. */
  s3: (...[bucket, region, endpoint, accessKey, secret, forcePathStyle]: readonly unknown[]): FileSystem => {
    const [names, keys] = [[bucket, region, endpoint].map(String), [accessKey, secret].map(String)];
    return new FileSystem({ kind: "s3", names, keys, forcePathStyle: forcePathStyle === true });
  },
};

/** Where files are stored, under keys. The server does the work; a call is one of its operations. */
export class FileSystem {
  readonly #place: FilePlace;
  #isClosed = false;

  constructor(place: FilePlace) {
    this.#place = place;
    if (place.kind === "local") this.#ask("fs.open");
  }

  exists(key: string): boolean {
    return this.#ask("fs.exists", key) as boolean;
  }

  attributes(key: string): object {
    const { contentType, size, modified } = this.#ask("fs.attributes", key) as StoredAttributes;
    const modTime = new HostDateTime(modified);
    const unknown = { cacheControl: "", contentDisposition: "", contentEncoding: "", contentLanguage: "", eTag: "" };
    return { ...unknown, contentType, size, modTime, createTime: modTime, md5: null, metadata: {} };
  }

  getReader(key: string): BlobReader {
    return new BlobReader(this.#ask("fs.attributes", key) as StoredAttributes, () =>
      takeBytes(this.#ask("fs.read", key) as number),
    );
  }

  getFile(key: string): BlobReader {
    return this.getReader(key);
  }

  getReuploadableFile(key: string, keepsName = false): HostFile {
    return HostFile.of(this.#ask("fs.file", key, keepsName) as WireFile);
  }

  copy(from: string, to: string): void {
    this.#ask("fs.copy", from, to);
  }

  list(prefix = ""): object[] {
    const listed = this.#ask("fs.list", prefix) as { key: string; size: number; modified: string }[];
    return listed.map(({ key, size, modified }) => ({
      key,
      size,
      modTime: new HostDateTime(modified),
      md5: null,
      isDir: false,
    }));
  }

  upload(content: unknown, key: string): void {
    this.#ask("fs.upload", key, giveBytes(bytesOf(content ?? "")));
  }

  uploadFile(file: unknown, key: string): void {
    if (!(file instanceof HostFile)) throw new TypeError("could not convert the argument to a file");
    this.#ask("fs.uploadFile", key, HostFile.keyOf(file));
  }

  uploadMultipart(header: unknown, key: string): void {
    if (!(header instanceof FileHeader)) throw new TypeError("could not convert the argument to a file of a form");
    this.#ask("fs.uploadFile", key, HostFile.keyOf(FileHeader.toFile(header)));
  }

  delete(key: string): void {
    this.#ask("fs.delete", key);
  }

  /** Gives the errors of what could not be deleted. */
  deletePrefix(prefix: string): unknown[] {
    if (prefix === "") return [goError("prefix mustn't be empty")];
    return (this.#ask("fs.deletePrefix", prefix) as string[]).map((message) => goError(message));
  }

  isEmptyDir(folder: string): boolean {
    return this.#ask("fs.isEmpty", folder === "" || folder.endsWith("/") ? folder : `${folder}/`) as boolean;
  }

  /** Answers a request with a file. */
  serve(response: unknown, request: unknown, ...[key, name]: readonly string[]): void {
    if (!(response instanceof HttpResponse) || !(request instanceof HttpRequest)) {
      throw new TypeError("serve needs the response and the request of an event");
    }
    this.#checkOpen();
    HttpResponse.stateOf(response).answer("fs.serve", [this.#place, key, name]);
  }

  createThumb(original: string, thumb: string, size: string): void {
    this.#ask("fs.thumb", original, thumb, size);
  }

  setContext(): void {
    // Requests that end do not end what is done for them here.
  }

  close(): void {
    this.#isClosed = true;
  }

  #ask(operation: string, ...args: readonly unknown[]): unknown {
    this.#checkOpen();
    return call(operation, 0, [this.#place, ...args]);
  }

  #checkOpen(): void {
    if (this.#isClosed) throw goError("bucket or blob is closed");
  }
}

/** The reader of a stored file. */
export class BlobReader extends Reader {
  readonly #attributes: StoredAttributes;

  constructor(attributes: StoredAttributes, read: () => Uint8Array) {
    super(read);
    this.#attributes = attributes;
  }

  contentType(): string {
    return this.#attributes.contentType;
  }

  size(): number {
    return this.#attributes.size;
  }

  modTime(): HostDateTime {
    return new HostDateTime(this.#attributes.modified);
  }
}
