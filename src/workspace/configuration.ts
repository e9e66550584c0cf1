import type { Finding } from '../lint/finding';
import { invalidConfiguration } from '../lint/rules/meta/invalid-configuration';
import type { Config } from './config';

/** `lockkeeper.json` as it was read, with what is wrong in it. */
export interface ConfigurationReport {
  readonly path: string;
  /** What the findings' spans count in. */
  readonly text: string;
  readonly findings: readonly Finding[];
  /** The file of statistics that it names. */
  readonly tableStats?: string;
}

/** Undefined where there is no file. */
export function configurationReport(config: Config, path: string, text: string): ConfigurationReport | undefined {
  if (text === '' && config.faults.length === 0) return undefined;
  const { tableStats } = config;
  return { path, text, findings: configurationFindings(config, path, text), ...(tableStats !== undefined && { tableStats }) };
}

/** The faults of a configuration as findings, each on the word that it is about. */
function configurationFindings({ faults, rules }: Config, path: string, text: string): readonly Finding[] {
  const severity = rules.get(invalidConfiguration.id) ?? invalidConfiguration.severity;
  if (severity === 'off') return [];
  return faults.map(({ message, offset }) => {
    const word = /^(?:"(?:[^"\\]|\\.)*"|[^\s]?)/.exec(text.slice(offset))?.[0] ?? '';
    const at = { start: offset, end: offset + word.length };
    return {
      ...{ rule: invalidConfiguration.id, severity, message, path, at, statement: at },
      ...{ related: [], fixes: [], effects: [] },
    };
  });
}
