import type { FromPanel, ToPanel } from './protocol';

/** What the reader has opened and chosen; VS Code keeps it while the panel is hidden. Nothing of the database is in it. */
export interface ViewState {
  /** Keys of the rows that are open. */
  readonly open: readonly string[];
  /** Only statements that lock, rewrite or fail. */
  readonly onlyHurting: boolean;
  /** The section of migrations; without a choice of the reader it is open while there is no run. */
  readonly showMigrations?: boolean;
  readonly showApplied: boolean;
  /** The section of schema changes; without a choice it is open while there are few. */
  readonly showSchema?: boolean;
  /** The section of the last runs. */
  readonly showRuns?: boolean;
  /** The id of the source that was shown last: the host looks for it when it restores the panel. */
  readonly source?: string;
  /** The number of the run that has ended and whose failure was shown. */
  readonly seenRun?: number;
}

const firstView: ViewState = { open: [], onlyHurting: false, showApplied: false };

interface VsCodeApi {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: ViewState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The line to VS Code; it can be taken once. */
export function connect(): VsCodeApi {
  return acquireVsCodeApi();
}

/** What was kept, field by field: an older version of the panel may have written it. */
export function restore(kept: unknown): ViewState {
  if (typeof kept !== 'object' || kept === null) return firstView;
  const { open, onlyHurting, showMigrations, showApplied, showSchema, showRuns, source, seenRun } = kept as Record<
    keyof ViewState,
    unknown
  >;
  return {
    open: Array.isArray(open) ? open.filter((key) => typeof key === 'string') : [],
    onlyHurting: onlyHurting === true,
    showApplied: showApplied === true,
    ...(typeof showMigrations === 'boolean' ? { showMigrations } : {}),
    ...(typeof showSchema === 'boolean' ? { showSchema } : {}),
    ...(typeof showRuns === 'boolean' ? { showRuns } : {}),
    ...(typeof source === 'string' ? { source } : {}),
    ...(typeof seenRun === 'number' ? { seenRun } : {}),
  };
}

/** Other scripts may post to a page as well; only what has our shape is ours. */
export function isToPanel(message: unknown): message is ToPanel {
  if (typeof message !== 'object' || message === null) return false;
  const { kind, state } = message as Readonly<Record<string, unknown>>;
  return kind === 'state' && typeof state === 'object' && state !== null;
}
