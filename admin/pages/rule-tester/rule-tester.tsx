import { useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import { Alert } from "../../components/alert.tsx";
import { SidePanel } from "../../components/side-panel.tsx";
import { text } from "../../texts/text.ts";
import { AccountChoice } from "./account-choice.tsx";
import type { Account } from "./account-choice.tsx";
import { OutcomeList } from "./outcome-list.tsx";
import { RecordChoice } from "./record-choice.tsx";
import { RequestParts } from "./request-parts.tsx";
import { NO_PARTS, readParts } from "./typed-request.ts";
import type { TypedParts } from "./typed-request.ts";
import { useRuleTest } from "./use-rule-test.ts";

interface RuleTesterProps {
  readonly collection: CollectionModel;
  /** The id of the record that is asked about at first. */
  readonly record?: string;
  /** Rules that are not saved yet, in the place of the collection's. */
  readonly rules?: Readonly<Record<string, string | null>>;
  readonly onClose: () => void;
}

const SAVED_RULES = {};

/** What a guest or an account may do with the records of a collection, and why. Each change is asked at once; nothing is stored. */
export function RuleTester({ collection, record, rules = SAVED_RULES, onClose }: RuleTesterProps): ReactElement {
  const words = text.ruleTester;
  const [account, setAccount] = useState<Account | null>(null);
  const [asked, setAsked] = useState(record ?? "");
  const [typed, setTyped] = useState<TypedParts>(NO_PARTS);
  const { request, problems } = readParts(typed);
  const { answer, problem } = useRuleTest(collection.name, { account, record: asked, request, rules });
  return (
    <SidePanel title={words.title(collection.name)} isWide onClose={onClose}>
      <p className="hint">{words.hint}</p>
      <div className="pair">
        <AccountChoice account={account} onChange={setAccount} />
        <RecordChoice
          label={words.record}
          collection={collection}
          id={asked}
          none={words.noRecord}
          onChange={setAsked}
        />
      </div>
      <RequestParts typed={typed} problems={problems} onChange={setTyped} />
      <Alert message={problem?.message} />
      <OutcomeList answer={answer} />
    </SidePanel>
  );
}
