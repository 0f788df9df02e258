import { useState } from "react";
import type { ReactElement } from "react";
import { PageHeader } from "../../components/page-header.tsx";
import { Tabs } from "../../components/tabs.tsx";
import { text } from "../../texts/text.ts";
import { ExportPart } from "./export-part.tsx";
import { ImportPart } from "./import-part.tsx";

/** `#/collections/import`: collections from and to files. */
export function TransferPage(): ReactElement {
  const [tab, setTab] = useState<"export" | "import">("export");
  const { transfer } = text;
  return (
    <>
      <PageHeader title={transfer.title} />
      <div className="page-body narrow stack">
        <Tabs
          label={transfer.title}
          tabs={[
            { key: "export", label: transfer.export },
            { key: "import", label: transfer.import },
          ]}
          chosen={tab}
          onChoose={setTab}
        >
          {tab === "export" ? <ExportPart /> : <ImportPart />}
        </Tabs>
      </div>
    </>
  );
}
