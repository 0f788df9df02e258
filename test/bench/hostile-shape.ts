/** A request made to hold the server up. */
export interface Hostile {
  readonly name: string;
  /** Resolves to what was answered, in short. */
  readonly send: (url: string) => Promise<string>;
}

export interface Victims {
  /** The record whose views are timed. */
  readonly viewId: string;
  /** Has three megabytes of HTML in its editor field. */
  readonly htmlId: string;
  /** Its rules search three megabytes for what the query says. */
  readonly ruledId: string;
  readonly photoUrl: string;
  readonly phonePhotoUrl: string;
  readonly largePhotoUrl: string;
}

/** Status and size. */
export async function summary(response: Response): Promise<string> {
  const bytes = await response.bytes();
  const size = bytes.byteLength < 10_000 ? "" : `, ${Math.round(bytes.byteLength / 1024)} KiB`;
  return `${response.status}${size}`;
}
