import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { ByteRange, ListedBlob } from "../blob-store.ts";
import type { Tracing } from "../tracing.ts";
import { limitAnswer } from "./limit-answer.ts";
import { S3Error } from "./s3-error.ts";

export interface S3Options {
  readonly bucket: string;
  readonly region: string;
  /** With or without `https://`. */
  readonly endpoint: string;
  readonly accessKey: string;
  readonly secret: string;
  /** The bucket is a part of the path instead of the host. */
  readonly forcePathStyle: boolean;
  /** How long the bucket may take to answer, in addition to the time that content needs. */
  readonly timeoutMs?: number;
}

export interface ObjectHeaders {
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface ObjectInfo {
  readonly size: number;
  readonly modified: Date;
  readonly contentType: string | undefined;
}

export interface UploadedPart {
  readonly number: number;
  readonly tag: string;
}

/** Where a page of a list begins: by the `next` of the page before, or after a key; without both, at the first key. */
export interface ListFrom {
  readonly token?: string;
  readonly after?: string | undefined;
}

export interface ListedPage {
  readonly blobs: readonly ListedBlob[];
  /** Asks for the next page; null on the last. */
  readonly next: string | null;
}

const CONNECTION_TIMEOUT_MS = 5000;
const DEFAULT_TIMEOUT_MS = 30_000;
/** So much content may take as long as an answer: 35 KiB a second by default. */
const BYTES_IN_A_TIMEOUT = 1024 * 1024;
/** Putting parts together may take so many times as long as other answers. */
const COMPLETE_TIMEOUTS = 10;
/** With growing pauses, for what a busy server refuses and for broken connections. */
const MAX_ATTEMPTS = 3;

/** The few requests that the store makes. Each ends at a time limit, and fails with an `S3Error`. */
export class BucketClient implements Disposable {
  readonly #client: S3Client;
  /** For what may not be done twice unnoticed. */
  readonly #onceClient: S3Client;
  readonly #bucket: string;
  /** Also how long a download may stand still. */
  readonly timeoutMs: number;

  constructor(options: S3Options, tracing: Tracing | null = null) {
    const { bucket, region, endpoint, accessKey, secret, forcePathStyle, timeoutMs } = options;
    this.#bucket = bucket;
    this.timeoutMs = timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const config: S3ClientConfig = {
      region,
      endpoint: /^https?:\/\//i.test(endpoint) ? endpoint : `https://${endpoint}`,
      credentials: { accessKeyId: accessKey, secretAccessKey: secret },
      forcePathStyle,
      maxAttempts: MAX_ATTEMPTS,
      // Many servers that speak S3 don't know the newer checksums, which the SDK adds otherwise.
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
      requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS },
    };
    this.#client = new S3Client(config);
    this.#onceClient = new S3Client({ ...config, maxAttempts: 1 });
    for (const client of [this.#client, this.#onceClient]) {
      limitAnswers(client);
      if (tracing !== null) traceRequests(client, tracing);
    }
  }

  async put(key: string, bytes: Uint8Array, { contentType, metadata }: ObjectHeaders): Promise<void> {
    const input = { ...this.#object(key), Body: bytes, ContentType: contentType, Metadata: { ...metadata } };
    await this.#upload(`store ${key}`, bytes, (options) => this.#client.send(new PutObjectCommand(input), options));
  }

  /** Gives the id of an upload in parts. Tried once: if the answer is lost, an upload stays whose id nobody knows. */
  async beginUpload(key: string, { contentType, metadata }: ObjectHeaders): Promise<string> {
    const input = { ...this.#object(key), ContentType: contentType, Metadata: { ...metadata } };
    const doing = `begin the upload of ${key}`;
    const send = (options: SendOptions) => this.#onceClient.send(new CreateMultipartUploadCommand(input), options);
    const { UploadId } = await this.#run(doing, send);
    if (UploadId === undefined) throw new S3Error(doing, "the answer has no upload id");
    return UploadId;
  }

  async putPart(key: string, uploadId: string, part: { number: number; bytes: Uint8Array }): Promise<UploadedPart> {
    const { number, bytes } = part;
    const input = { ...this.#object(key), UploadId: uploadId, PartNumber: number, Body: bytes };
    const doing = `store part ${number} of ${key}`;
    const send = (options: SendOptions) => this.#client.send(new UploadPartCommand(input), options);
    const { ETag } = await this.#upload(doing, bytes, send);
    return { number, tag: ETag ?? "" };
  }

  async completeUpload(key: string, uploadId: string, parts: readonly UploadedPart[]): Promise<void> {
    const Parts = parts.map(({ number, tag }) => ({ PartNumber: number, ETag: tag }));
    const input = { ...this.#object(key), UploadId: uploadId, MultipartUpload: { Parts } };
    // The server puts the parts together before it answers.
    const send = (options: SendOptions) => this.#client.send(new CompleteMultipartUploadCommand(input), options);
    await limited(`complete ${key}`, send, this.timeoutMs * COMPLETE_TIMEOUTS);
  }

  async abortUpload(key: string, uploadId: string): Promise<void> {
    const input = { ...this.#object(key), UploadId: uploadId };
    await this.#run(`abort the upload of ${key}`, (options) =>
      this.#client.send(new AbortMultipartUploadCommand(input), options).catch(nullIfMissing),
    );
  }

  /** The ids of the unfinished uploads of a key; none where the server can't list them. */
  async listUploads(key: string): Promise<string[]> {
    const input = { Bucket: this.#bucket, Prefix: key };
    const page = await this.#run(`list the uploads of ${key}`, (options) =>
      this.#client.send(new ListMultipartUploadsCommand(input), options).catch(nullIfUnknown),
    );
    return (page?.Uploads ?? []).flatMap(({ Key, UploadId }) =>
      Key === key && UploadId !== undefined ? [UploadId] : [],
    );
  }

  /** Null where there is none. */
  async head(key: string): Promise<ObjectInfo | null> {
    const input = this.#object(key);
    const send = (options: SendOptions) => this.#client.send(new HeadObjectCommand(input), options);
    const found = await this.#run(`look up ${key}`, (options) => send(options).catch(nullIfMissing));
    if (found === null) return null;
    const { ContentLength = 0, LastModified = new Date(0), ContentType } = found;
    return { size: ContentLength, modified: LastModified, contentType: ContentType };
  }

  /** The bytes, which come in their own time. */
  async get(key: string, range: ByteRange | undefined): Promise<AsyncIterable<Uint8Array>> {
    const Range = range === undefined ? undefined : `bytes=${range.start}-${range.end - 1}`;
    const input = { ...this.#object(key), Range };
    const doing = `read ${key}`;
    const { Body } = await this.#run(doing, (options) => this.#client.send(new GetObjectCommand(input), options));
    if (Body === undefined) throw new S3Error(doing, "the answer has no content");
    return Body.transformToWebStream();
  }

  async list(prefix: string, { token, after }: ListFrom): Promise<ListedPage> {
    const input = { Bucket: this.#bucket, Prefix: prefix, ContinuationToken: token, StartAfter: after };
    const page = await this.#run(`list ${prefix === "" ? "the bucket" : prefix}`, (options) =>
      this.#client.send(new ListObjectsV2Command(input), options),
    );
    const blobs = (page.Contents ?? []).map(({ Key = "", Size = 0, LastModified = new Date(0) }) => ({
      key: Key,
      size: Size,
      modified: LastModified,
    }));
    return { blobs, next: page.IsTruncated === true ? (page.NextContinuationToken ?? null) : null };
  }

  async delete(key: string): Promise<void> {
    const input = this.#object(key);
    await this.#run(`delete ${key}`, (options) =>
      this.#client.send(new DeleteObjectCommand(input), options).catch(nullIfMissing),
    );
  }

  [Symbol.dispose](): void {
    this.#client.destroy();
    this.#onceClient.destroy();
  }

  #object(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: key };
  }

  #upload<T>(doing: string, bytes: Uint8Array, send: (options: SendOptions) => Promise<T>): Promise<T> {
    return limited(doing, send, this.timeoutMs * (1 + bytes.byteLength / BYTES_IN_A_TIMEOUT));
  }

  #run<T>(doing: string, send: (options: SendOptions) => Promise<T>): Promise<T> {
    return limited(doing, send, this.timeoutMs);
  }
}

/** Answers whose content is not read as a stream have a limit. */
function limitAnswers({ middlewareStack }: S3Client): void {
  middlewareStack.add(
    (next, { commandName }) =>
      async (request) => {
        const result = await next(request);
        limitAnswer(result.response, commandName === "GetObjectCommand");
        return result;
      },
    { step: "deserialize", priority: "low", name: "limitAnswers" },
  );
}

/** Without keys: they have names of files. */
function traceRequests({ middlewareStack }: S3Client, tracing: Tracing): void {
  middlewareStack.add(
    (next, { commandName = "" }) => {
      const method = commandName.replace(/Command$/, "");
      const values = { "rpc.system.name": "aws-api", "rpc.method": `S3/${method}` };
      return (request) => tracing.span({ name: `S3 ${method}`, kind: "client", values }, () => next(request));
    },
    { step: "initialize", name: "traceRequests" },
  );
}

interface SendOptions {
  readonly abortSignal: AbortSignal;
}

async function limited<T>(doing: string, send: (options: SendOptions) => Promise<T>, timeoutMs: number): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  try {
    return await send({ abortSignal: controller.signal });
  } catch (cause) {
    throw new S3Error(doing, controller.signal.aborted ? `no answer within ${secondsText(timeoutMs)} seconds` : cause);
  } finally {
    clearTimeout(timer);
  }
}

function secondsText(milliseconds: number): string {
  return String(Number((milliseconds / 1000).toPrecision(2)));
}

function nullIfMissing(error: unknown): null {
  if (error instanceof Error && ["NotFound", "NoSuchKey", "NoSuchUpload"].includes(error.name)) return null;
  throw error;
}

function nullIfUnknown(error: unknown): null {
  if (error instanceof Error && ["NotImplemented", "MethodNotAllowed"].includes(error.name)) return null;
  throw error;
}
