import { useEffect, useState } from "react";
import { client } from "../../api/client.ts";

/** Well below the two minutes and more that a token is good for. */
const RENEW_MS = 90_000;

/** The token for protected files; empty where none is needed, and until it is there. */
export function useFileToken(isNeeded: boolean): string {
  const [token, setToken] = useState("");
  useEffect(() => {
    if (!isNeeded) return;
    // Without a token the table shows names instead of pictures: no reason to disturb.
    const renew = (): void => void client.files.getToken().then(setToken, () => setToken(""));
    renew();
    const timer = setInterval(renew, RENEW_MS);
    return () => clearInterval(timer);
  }, [isNeeded]);
  return token;
}
