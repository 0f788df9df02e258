import type { ReactElement } from "react";
import { Alert } from "../../components/alert.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { LoadProblem } from "../../components/load-problem.tsx";
import { Icon } from "../../components/icon.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { text } from "../../texts/text.ts";
import { ChannelRuleBox } from "./channel-rule-box.tsx";
import type { ChannelRule } from "./channel-rule-box.tsx";
import { SaveBar } from "./save-bar.tsx";
import { useChannelRules } from "./use-channel-rules.ts";

const NEW_RULE: ChannelRule = { channel: "", join: '@request.auth.id != ""', broadcast: '@request.auth.id != ""' };

export function ChannelsPage(): ReactElement {
  const words = text.channels;
  const { saved, rules, setRules, isChanged, loading, saving, load, save } = useChannelRules();
  const problem = problemPlace(saving.problem?.message);
  const move = (from: number, to: number): void => {
    const moved = rules[from];
    if (moved !== undefined) setRules(rules.toSpliced(from, 1).toSpliced(to, 0, moved));
  };
  return (
    <>
      <PageHeader title={words.title} crumbs={[{ label: text.shell.settings, hash: "#/settings" }]} />
      <div className="page-body narrow settings-page">
        <p className="page-hint">{words.hint}</p>
        {loading.problem === null ? null : <LoadProblem message={loading.problem.message} onRetry={load} />}
        {saved === null && loading.problem === null ? <Skeleton /> : null}
        <Alert message={saving.problem?.message} />
        {saved !== null && rules.length === 0 ? (
          <EmptyState icon="radio" title={words.none} hint={words.noneHint} />
        ) : null}
        {rules.map((rule, index) => (
          // Their only identity is their place.
          <ChannelRuleBox
            key={index}
            rule={rule}
            number={index + 1}
            count={rules.length}
            error={problem?.index === index ? problem : null}
            onChange={(changed) => setRules(rules.with(index, changed))}
            onRemove={() => setRules(rules.toSpliced(index, 1))}
            onMove={(step) => move(index, index + step)}
          />
        ))}
        {saved === null ? null : (
          <div className="row">
            <button type="button" className="button" onClick={() => setRules([...rules, NEW_RULE])}>
              <Icon name="plus" />
              {words.add}
            </button>
          </div>
        )}
      </div>
      {saved === null ? null : (
        <SaveBar isChanged={isChanged} isSaving={saving.isRunning} onSave={save} onReset={() => setRules(saved)} />
      )}
    </>
  );
}

/** The server names the rule within its message: `The rule rules.0.join is not valid: …`. */
function problemPlace(message: string | undefined): { index: number; action: string; why: string } | null {
  const [, index, action = "", why = ""] = /rules\.(\d+)\.(\w+)[^:]*:\s*(.*)/s.exec(message ?? "") ?? [];
  return index === undefined ? null : { index: Number(index), action, why };
}
