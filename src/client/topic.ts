/** What a subscription may ask for beside its topic, as in the REST API's query. */
export interface TopicOptions {
  readonly filter?: string;
  readonly expand?: string;
  readonly fields?: string;
  /** Of the snapshot. */
  readonly sort?: string;
  /** Seen by rules as `@request.headers.*`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Other parameters that rules see as `@request.query.*`. */
  readonly query?: Readonly<Record<string, string>>;
}

/** The topic with its options, as server and PocketBase's SDK write it. */
export function topicText(topic: string, { filter, expand, fields, sort, headers, query }: TopicOptions): string {
  const all = Object.entries({ ...query, filter, expand, fields, sort }).filter(([, value]) => value !== undefined);
  if (all.length === 0 && headers === undefined) return topic;
  const options = JSON.stringify({ query: Object.fromEntries(all), headers });
  return `${topic}?options=${encodeURIComponent(options)}`;
}
