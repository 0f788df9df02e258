import { useEffect, useState } from "react";
import { client } from "./client.ts";

/** What the server tells about itself. */
interface Setup {
  readonly hasSuperuser?: boolean;
  /** For superusers alone. */
  readonly version?: string;
}

/** Empty until the server has answered, and where it can't. */
export function useSetup(): Setup {
  const [setup, setSetup] = useState<Setup>({});
  useEffect(() => {
    const stop = new AbortController();
    const ask = async (): Promise<void> => {
      const { token } = client.authStore;
      const headers = token === "" ? {} : { authorization: token };
      const answer = await fetch("./setup.json", { signal: stop.signal, headers });
      setSetup((await answer.json()) as Setup);
    };
    ask().catch(() => undefined);
    return () => stop.abort();
  }, []);
  return setup;
}
