import type { ReactElement } from "react";
import { text } from "../texts/text.ts";
import { EmptyState } from "./empty-state.tsx";

/** In the place of what could not be loaded: why, and to try again. */
export function LoadProblem({ message, onRetry }: { message: string; onRetry: () => void }): ReactElement {
  return (
    <div role="alert">
      <EmptyState icon="alert" title={message}>
        <button type="button" className="button" onClick={onRetry}>
          {text.common.retry}
        </button>
      </EmptyState>
    </div>
  );
}
