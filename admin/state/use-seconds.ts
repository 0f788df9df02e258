import { useEffect, useState } from "react";

/** The seconds since what shows them was there, or since `since` changed. */
export function useSeconds(since?: unknown): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    setSeconds(0);
    const timer = setInterval(() => setSeconds((before) => before + 1), 1000);
    return () => clearInterval(timer);
  }, [since]);
  return seconds;
}
