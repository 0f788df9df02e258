/** Options of a subscription, with the same meaning as in a query of the REST API. */
export interface TopicOptions {
  readonly filter?: string;
  readonly expand?: string;
  readonly fields?: string;
  /** The order of the snapshot's records. */
  readonly sort?: string;
  /** Rules read them as `@request.headers.*`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Other parameters, which rules read as `@request.query.*`. */
  readonly query?: Readonly<Record<string, string>>;
}

/**
 * Returns the topic with its options in the form that the server and PocketBase's SDK use. `copy` distinguishes subscriptions that are
 * otherwise equal; the server ignores options that it does not know.
 */
export function topicText(topic: string, topicOptions: TopicOptions, copy?: number): string {
  const { filter, expand, fields, sort, headers, query } = topicOptions;
  const all = Object.entries({ ...query, filter, expand, fields, sort }).filter(([, value]) => value !== undefined);
  if (all.length === 0 && headers === undefined && copy === undefined) return topic;
  const options = JSON.stringify({ query: Object.fromEntries(all), headers, copy });
  return `${topic}?options=${encodeURIComponent(options)}`;
}
