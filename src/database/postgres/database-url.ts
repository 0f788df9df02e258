/** Where a PostgreSQL database is, by its URL. */
export interface DatabaseUrl {
  /** As the driver takes it, password included: never to be shown. */
  readonly full: string;
  /** Without password and options, for messages. */
  readonly shown: string;
}

/** Throws an error that shows neither the password nor what may be a mistyped one. */
export function parseDatabaseUrl(text: string): DatabaseUrl {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^postgres(?:ql)?:$/.test(url.protocol)) {
    throw new Error("the database must be a URL such as postgres://user:password@host:5432/name");
  }
  const name = url.pathname.slice(1);
  if (url.hostname === "") throw new Error("the database URL names no host: postgres://user:password@host:5432/name");
  if (name === "" || name.includes("/")) {
    throw new Error(`the database URL names no database: postgres://user:password@${url.host}/name`);
  }
  const user = url.username === "" ? "" : `${url.username}@`;
  return { full: text, shown: `postgres://${user}${url.host}/${name}` };
}
