import { useEffect, useState } from "react";
import { client } from "../../api/client.ts";

/** What the server tells superusers about their own request. */
interface Health {
  readonly realIP: string;
  readonly possibleProxyHeader: string;
  readonly canBackup: boolean;
}

/** Null until it is known, and where the server can't be reached: it is only shown beside settings. Asked again by another `round`. */
export function useHealth(round: unknown = null): Health | null {
  const [health, setHealth] = useState<Health | null>(null);
  useEffect(() => {
    client.health.check().then(
      ({ data }) => setHealth(data as unknown as Health),
      () => setHealth(null),
    );
  }, [round]);
  return health;
}
