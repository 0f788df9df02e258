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

/**
 * The topic with its options, as server and PocketBase's SDK write it. `copy` tells apart subscriptions that are equal otherwise;
 * the server looks only at the options that it knows.
 */
export function topicText(topic: string, topicOptions: TopicOptions, copy?: number): string {
  const { filter, expand, fields, sort, headers, query } = topicOptions;
  const all = Object.entries({ ...query, filter, expand, fields, sort }).filter(([, value]) => value !== undefined);
  if (all.length === 0 && headers === undefined && copy === undefined) return topic;
  const options = JSON.stringify({ query: Object.fromEntries(all), headers, copy });
  return `${topic}?options=${encodeURIComponent(options)}`;
}
