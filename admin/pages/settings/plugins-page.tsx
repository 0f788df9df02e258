import type { ReactElement } from "react";
import { useWhenOpened } from "../../api/use-when-opened.ts";
import { hookFiles, loadPlugins, plugins, reloadPlugin } from "../../api/plugins.ts";
import type { HookFile, Plugin } from "../../api/plugins.ts";
import { useTask } from "../../api/use-task.ts";
import { Chip } from "../../components/chip.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { LoadProblem } from "../../components/load-problem.tsx";
import { Icon } from "../../components/icon.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useStore } from "../../state/store.ts";
import { showToast } from "../../state/toasts.ts";
import { formatTime } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";

export function PluginsPage(): ReactElement {
  const words = text.plugins;
  const list = useStore(plugins);
  const task = useTask();
  const load = (): void => void task.run(loadPlugins);
  useWhenOpened(load);
  return (
    <>
      <PageHeader title={words.title} crumbs={[{ label: text.shell.settings, hash: "#/settings" }]}>
        <IconButton icon="refresh" label={words.refresh} onClick={load} />
      </PageHeader>
      <div className="page-body narrow settings-page">
        <p className="page-hint">{words.hint}</p>
        {task.problem === null ? null : <LoadProblem message={task.problem.message} onRetry={load} />}
        {list === null && task.isRunning ? <Skeleton /> : null}
        {list?.length === 0 ? <EmptyState icon="plug" title={words.none} hint={words.noneHint} /> : null}
        <ul className="stack">
          {list?.map((plugin) => (
            <PluginBox key={plugin.name} plugin={plugin} onReloaded={load} />
          ))}
        </ul>
        <HookFileList />
      </div>
    </>
  );
}

/** PocketBase's hook files, where there are any. */
function HookFileList(): ReactElement | null {
  const words = text.plugins;
  const files = useStore(hookFiles);
  if (files.length === 0) return null;
  return (
    <section className="stack">
      <h2>{words.hookFiles}</h2>
      <p className="page-hint">{words.hookFilesHint}</p>
      <ul className="stack">
        {files.map((file) => (
          <HookFileBox key={file.name} file={file} />
        ))}
      </ul>
    </section>
  );
}

function HookFileBox({ file }: { file: HookFile }): ReactElement {
  const words = text.plugins;
  const { name, path, error } = file;
  return (
    <li className="box padded stack">
      <div className="stack tight">
        <span className="row">
          <strong>{name}</strong>
          <Chip tone={error === null ? "good" : "bad"}>{words.states[error === null ? "loaded" : "failed"]}</Chip>
        </span>
        <code className="muted break">{path}</code>
      </div>
      {error === null ? null : (
        <div className="notice bad" role="alert">
          <pre className="plugin-error">{error}</pre>
        </div>
      )}
      <dl className="facts">
        <Registered by={file} />
      </dl>
    </li>
  );
}

function PluginBox({ plugin, onReloaded }: { plugin: Plugin; onReloaded: () => void }): ReactElement {
  const words = text.plugins;
  const task = useTask();
  const { name, path, state, error, loadedAt } = plugin;
  const reload = (): void =>
    void task.run(async () => {
      try {
        await reloadPlugin(name);
        showToast(words.reloaded(name));
      } finally {
        onReloaded();
      }
    });
  return (
    <li className="box padded stack">
      <div className="row">
        <div className="stack tight grow">
          <span className="row">
            <strong>{name}</strong>
            <Chip tone={state === "loaded" ? "good" : "bad"}>{words.states[state]}</Chip>
          </span>
          <code className="muted break">{path}</code>
        </div>
        <button type="button" className="button" disabled={task.isRunning} onClick={reload}>
          <Icon name="refresh" />
          {words.reload}
          <span className="hidden-visually"> {name}</span>
        </button>
      </div>
      {error === null ? null : (
        <div className="notice bad stack tight" role="alert">
          {loadedAt === "" ? null : <p>{words.olderRuns}</p>}
          <pre className="plugin-error">{error}</pre>
        </div>
      )}
      {error === null && task.problem !== null ? <p className="error">{task.problem.message}</p> : null}
      <dl className="facts">
        <dt>{words.loadedAt}</dt>
        <dd>{loadedAt === "" ? words.notRunning : formatTime(new Date(loadedAt))}</dd>
        <Registered by={plugin} />
      </dl>
    </li>
  );
}

function Registered({ by }: { by: Plugin | HookFile }): ReactElement {
  const words = text.plugins;
  return (
    <>
      <dt>{words.hooks}</dt>
      <dd>
        <Names list={[...new Set(by.hooks)]} />
      </dd>
      <dt>{words.routes}</dt>
      <dd>
        <Names list={by.routes.map((route) => `${route.method} ${route.path}`)} />
      </dd>
      <dt>{words.middleware}</dt>
      <dd>{by.middleware === 0 ? <Names list={[]} /> : by.middleware}</dd>
      <dt>{words.crons}</dt>
      <dd>
        <Names list={by.crons} />
      </dd>
    </>
  );
}

function Names({ list }: { list: readonly string[] }): ReactElement {
  if (list.length === 0) return <span className="muted">{text.plugins.noneOf}</span>;
  return (
    <span className="row">
      {list.map((name) => (
        <Chip key={name}>
          <code>{name}</code>
        </Chip>
      ))}
    </span>
  );
}
