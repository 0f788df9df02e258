import { useEffect, useState } from "react";

/** Whether nobody can sign in yet, for there is no superuser. False until the server has answered, and where it can't. */
export function useNeedsSuperuser(): boolean {
  const [isNeeded, setNeeded] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    const ask = async (): Promise<void> => {
      const answer = await fetch("./setup.json", { signal: stop.signal });
      const setup = (await answer.json()) as { readonly hasSuperuser?: unknown };
      setNeeded(setup.hasSuperuser === false);
    };
    ask().catch(() => undefined);
    return () => stop.abort();
  }, []);
  return isNeeded;
}
