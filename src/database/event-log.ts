// What all servers of one database are told, in one order that is the same for each of them.
//
// A message that is told in a transaction is stored with its commit: it is passed on if and only if the commit was made. Whoever sees
// the later of two commits of one row has been told, or will be told, the earlier one's messages first. Numbers count up from 1
// without gaps, and mean the same on every server.

export interface LoggedEvent {
  readonly seq: number;
  readonly name: string;
  /** As it was told, in JSON. */
  readonly body: string;
}

export interface EventLog {
  /** Numbers mean something only together with it: it is another one after the database was restored. */
  readonly epoch: string;
  /** The number of the last message that was passed to listeners. */
  readonly position: number;
  /** How long ago the last message that was not passed to listeners may have been committed, in milliseconds; 0 where there is none. */
  readonly lagMs: number;
  /** Calls the listener with all messages from now on, those of this server included. Returns the function that ends it. */
  follow(listener: (event: LoggedEvent) => void): () => void;
  /** Tells something that belongs to no transaction. Tried again until it is stored; the order of what one server tells is kept. */
  append(name: string, body: string): void;
  /** At most `limit` messages after that number, oldest first; null where some of them are no longer kept. */
  after(seq: number, limit: number): Promise<LoggedEvent[] | null>;
  /** The listener is called where messages were missed for good: what was made of them must be made anew. */
  onGap(listener: () => void): () => void;
  /** Resolves once the other servers are being told what this one has committed before the call. Cheaper than `sync`. */
  flush(): Promise<void>;
  /** Resolves once all that was committed before the call, by whatever server, has been passed to listeners. */
  sync(): Promise<void>;
}
