import type { ReactElement } from "react";

export function MethodMark({ method }: { method: string }): ReactElement {
  return <span className={`method ${method.toLowerCase()}`}>{method}</span>;
}
