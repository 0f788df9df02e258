import { useEffect, useState } from "react";
import type { CollectionModel } from "pocketbase";
import { prepareUndo } from "../../api/undo-deletion.ts";

/** Whether a deletion of the records could be taken back whole; false until that is known. */
export function useCanUndo(collection: CollectionModel, ids: readonly string[]): boolean {
  const [canUndo, setCanUndo] = useState(false);
  useEffect(() => {
    let isOver = false;
    setCanUndo(false);
    if (ids.length > 0) void prepareUndo(collection, ids).then((undo) => isOver || setCanUndo(undo !== null));
    return () => {
      isOver = true;
    };
  }, [collection, ids]);
  return canUndo;
}
