import { useEffect, useRef, useState } from "react";
import { client } from "../../api/client.ts";

const POLL_MS = 1000;

/**
 * Whether the server is making a backup or restoring one, whoever began it. It is asked with each `round`, and then as long as that
 * goes on; `onDone` is called at its end.
 */
export function useBackupWork(round: number, onDone: () => void): boolean {
  const [isWorking, setWorking] = useState(false);
  const latest = useRef(onDone);
  latest.current = onDone;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const look = async (wasWorking: boolean): Promise<void> => {
      const isNow = await isServerAtWork();
      if (isOver) return;
      setWorking(isNow);
      if (isNow) timer = setTimeout(() => void look(true), POLL_MS);
      else if (wasWorking) latest.current();
    };
    void look(false);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [round]);
  return isWorking;
}

/** False where the server can't be asked. */
async function isServerAtWork(): Promise<boolean> {
  try {
    const { data } = (await client.health.check()) as { data: { canBackup?: boolean } };
    return data.canBackup === false;
  } catch {
    return false;
  }
}
