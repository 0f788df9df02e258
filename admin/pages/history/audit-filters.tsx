import type { ReactElement } from "react";
import { AUDIT_ACTIONS, NO_FILTER } from "../../api/audit-log.ts";
import type { AuditFilter } from "../../api/audit-log.ts";
import { collections } from "../../api/collections.ts";
import { Field, TextField } from "../../components/field.tsx";
import { SelectField } from "../../components/inputs.tsx";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";

interface AuditFiltersProps {
  readonly filter: AuditFilter;
  readonly onChange: (filter: AuditFilter) => void;
}

/** Which changes are shown. */
export function AuditFilters({ filter, onChange }: AuditFiltersProps): ReactElement {
  const words = text.audit;
  const { list } = useStore(collections);
  const set = (part: Partial<AuditFilter>): void => onChange({ ...filter, ...part });
  const names = (list ?? []).filter(({ type, system }) => type !== "view" && !system).map(({ name }) => name);
  // One that was renamed or deleted since stays chosen.
  const known = filter.collection === "" || names.includes(filter.collection) ? names : [...names, filter.collection];
  const isFiltered = Object.values(filter).some((value) => value !== "");
  return (
    <div className="audit-filters" role="search">
      <SelectField
        label={words.collection}
        options={[{ value: "", label: words.all }, ...known.map((name) => ({ value: name, label: name }))]}
        value={filter.collection}
        onChange={(collection) => set({ collection })}
      />
      <SelectField
        label={words.action}
        options={[
          { value: "", label: words.all },
          ...AUDIT_ACTIONS.map((action): { value: string; label: string } => ({
            value: action,
            label: text.history.actions[action] ?? action,
          })),
        ]}
        value={filter.action}
        onChange={(action) => set({ action })}
      />
      <TextField label={words.record} value={filter.record} onChange={(record) => set({ record })} />
      <TextField label={words.actor} value={filter.actor} onChange={(actor) => set({ actor })} />
      <DayField label={words.from} value={filter.from} onChange={(from) => set({ from })} />
      <DayField label={words.to} value={filter.to} onChange={(to) => set({ to })} />
      {isFiltered ? (
        <button type="button" className="button" onClick={() => onChange(NO_FILTER)}>
          {words.clear}
        </button>
      ) : null}
    </div>
  );
}

interface DayFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function DayField({ label, value, onChange }: DayFieldProps): ReactElement {
  return (
    <Field label={label}>
      {(described) => (
        <input
          {...described}
          className="input"
          type="date"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
