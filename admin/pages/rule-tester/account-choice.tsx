import type { ReactElement } from "react";
import { collections, findCollection, ownFirst } from "../../api/collections.ts";
import { SelectField } from "../../components/inputs.tsx";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";
import { RecordChoice } from "./record-choice.tsx";

export interface Account {
  readonly collection: string;
  /** "" until one is chosen. */
  readonly record: string;
}

interface AccountChoiceProps {
  /** Null: a guest. */
  readonly account: Account | null;
  readonly onChange: (account: Account | null) => void;
}

const GUEST = "";

/** Who asks: a guest, or an account of one of the auth collections. */
export function AccountChoice({ account, onChange }: AccountChoiceProps): ReactElement {
  const words = text.ruleTester;
  const { list } = useStore(collections);
  const accounts = ownFirst(list ?? []).filter(({ type }) => type === "auth");
  const collection = account === null ? undefined : findCollection(account.collection);
  return (
    <div className="stack tight">
      <SelectField
        label={words.as}
        options={[
          { value: GUEST, label: words.guest },
          ...accounts.map(({ name }) => ({ value: name, label: words.accountOf(name) })),
        ]}
        value={account?.collection ?? GUEST}
        onChange={(name) => onChange(name === GUEST ? null : { collection: name, record: "" })}
      />
      {account === null || collection === undefined ? null : (
        <RecordChoice
          label={words.account}
          collection={collection}
          id={account.record}
          none={words.noAccount}
          onChange={(record) => onChange({ ...account, record })}
        />
      )}
    </div>
  );
}
