import { useEffect, useState } from "react";
import type { RecordPages } from "../../api/record-pages.ts";
import { useStore } from "../../state/store.ts";

/** The pages of the query once the server has answered it, and until then those of the query before: a wrong filter empties no table. */
export function useShownPages(pages: RecordPages): RecordPages {
  const [before, setBefore] = useState(pages);
  const hasAnswer = useStore(pages.rows).total !== null;
  useEffect(() => pages.show(0, 0), [pages]);
  useEffect(() => {
    if (hasAnswer) setBefore(pages);
  }, [pages, hasAnswer]);
  return hasAnswer ? pages : before;
}
