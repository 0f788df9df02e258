import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import { forgetCollections, loadCollections } from "../../api/collections.ts";
import { loadSettings } from "../../api/settings.ts";
import { Dialog } from "../../components/dialog.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { LeaveQuestion } from "../../components/leave-question.tsx";
import { PageBoundary } from "../../components/page-boundary.tsx";
import { dataRound } from "../../state/data-round.ts";
import { overlay } from "../../state/palette.ts";
import type { Route } from "../../state/route.ts";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";
import { NotFound } from "./collections-page.tsx";
import { Overlays } from "../palette/overlays.tsx";
import { Rail } from "./rail.tsx";
import { sectionOf } from "./sections.ts";
import { SideState } from "./side-state.tsx";

/** What surrounds every page of a superuser: the sections, and the list of the section's pages; on small screens behind a button. */
export function Shell({ where, email }: { where: Route; email: string }): ReactElement {
  const [isMenuOpen, setMenuOpen] = useState(false);
  useEffect(() => {
    void loadCollections();
    void loadSettings();
    // Meanwhile they may have been changed by others, by a migration for example.
    const refresh = (): void => void loadCollections();
    addEventListener("focus", refresh);
    return () => {
      removeEventListener("focus", refresh);
      forgetCollections();
    };
  }, []);
  const round = useStore(dataRound);
  const section = sectionOf(where);
  const path = where.parts.join("/");
  useEffect(() => setMenuOpen(false), [path]);
  const Side = section?.Side;
  const side =
    Side === undefined ? null : (
      <>
        <PageBoundary key={section?.key}>
          <Side where={where} />
        </PageBoundary>
        <SideState email={email} />
      </>
    );
  return (
    <div className={side === null ? "shell plain" : "shell"}>
      <button type="button" className="button skip" onClick={() => document.getElementById("main")?.focus()}>
        {text.shell.skip}
      </button>
      <Rail email={email} current={section?.key} />
      {side === null ? null : (
        <aside className="side" aria-label={section?.label}>
          {side}
        </aside>
      )}
      <header className="top">
        <IconButton icon="menu" label={text.shell.menu} onClick={() => setMenuOpen(true)} />
        <strong className="clip grow">{section?.label ?? text.appName}</strong>
        <IconButton icon="search" label={text.palette.open} onClick={() => overlay.set("palette")} />
      </header>
      {isMenuOpen ? (
        <Dialog className="drawer-dialog" label={section?.label ?? text.shell.side} onClose={() => setMenuOpen(false)}>
          <div className="drawer">
            <Rail email={email} current={section?.key} />
            <div className="side">{side}</div>
          </div>
        </Dialog>
      ) : null}
      <main className="main" id="main" tabIndex={-1}>
        <PageBoundary key={`${round} ${path}`}>
          {section === undefined ? <NotFound /> : <section.Page where={where} />}
        </PageBoundary>
      </main>
      <LeaveQuestion />
      <Overlays />
    </div>
  );
}
