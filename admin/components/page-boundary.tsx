import { Component, Suspense } from "react";
import type { ReactElement, ReactNode } from "react";
import { text } from "../texts/text.ts";
import { EmptyState } from "./empty-state.tsx";
import { Skeleton } from "./skeleton.tsx";

interface PageBoundaryProps {
  readonly children: ReactNode;
}

/** Shows an outline while a page's script loads, and what to do where that or the page itself fails. The rest stays usable. */
export class PageBoundary extends Component<PageBoundaryProps, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactElement {
    if (this.state.hasFailed) {
      return (
        <EmptyState icon="alert" title={text.common.pageFailed} hint={text.common.pageFailedHint}>
          {/* A new version of the server has other files: only a reload of the page knows them. */}
          <button type="button" className="button primary" onClick={() => location.reload()}>
            {text.common.reload}
          </button>
        </EmptyState>
      );
    }
    return (
      <Suspense
        fallback={
          <div className="page-body">
            <Skeleton lines={6} />
          </div>
        }
      >
        {this.props.children}
      </Suspense>
    );
  }
}
