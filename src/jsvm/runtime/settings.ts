import { ownValues } from "./own-values.ts";

/** `$app.settings()`: plain properties, which `$app.save` stores. */
export class Settings {
  [name: string]: unknown;

  constructor(data: object) {
    Object.assign(this, data);
  }

  clone(): Settings {
    return new Settings(structuredClone(ownValues(this)));
  }

  /** As clients see them: without secrets. */
  toJSON(): object {
    const shown = structuredClone(ownValues(this)) as Record<string, Secrets | undefined>;
    delete shown["smtp"]?.password;
    delete shown["s3"]?.secret;
    delete shown["backups"]?.s3?.secret;
    return shown;
  }
}

interface Secrets {
  password?: string;
  secret?: string;
  s3?: Secrets;
}
