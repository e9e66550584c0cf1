import type { RunError } from '../run/events';
import type { RollbackProof } from '../run/rollback-proof';
import { type Paint, printable } from './colour';
import { differenceJson, type DifferenceJson, differenceLines, differenceWords } from './differences';

/** Whether a migration can be rolled back, as JSON. */
export interface RollbackJson<ErrorJson> {
  readonly proof: RollbackProof['kind'];
  /** The script behind which the schema differs, or that fails. */
  readonly script?: 'up' | 'down' | 'up again';
  /** As in `drift`, held against what the schema was. */
  readonly differences?: readonly DifferenceJson[];
  readonly error?: ErrorJson;
  readonly why?: string;
}

export function rollbackJson<ErrorJson>(
  proof: RollbackProof,
  errorJson: (error: RunError) => ErrorJson,
): RollbackJson<ErrorJson> {
  const { kind } = proof;
  switch (proof.kind) {
    case 'proven':
    case 'none':
      return { proof: kind };
    case 'differs':
      return { proof: kind, script: proof.after, differences: proof.differences.map(differenceJson) };
    case 'fails':
      return { proof: kind, script: proof.in, error: errorJson(proof.error) };
    case 'unknown':
      return { proof: kind, why: proof.why };
  }
}

/** A proof in one sentence, without colours. */
export function rollbackWords(proof: RollbackProof): string {
  switch (proof.kind) {
    case 'proven':
      return 'rollback proven: up, down and up again give the same schemas; rows are not compared';
    case 'differs': {
      const [first, ...rest] = proof.differences.map((difference) => differenceWords(difference).what);
      const more = rest.length === 0 ? '' : ` and ${rest.length} more`;
      return `rollback differs: after ${proof.after} the schema is not what it was: ${first ?? ''}${more}`;
    }
    case 'fails':
      return `rollback fails: ${proof.in}: ${proof.error.message}`;
    case 'none':
      return 'no rollback: there is no down script';
    case 'unknown':
      return `rollback unknown: ${proof.why}`;
  }
}

/** A proof in lines, with the differences or the place of the failure below. */
export function rollbackLines(
  proof: RollbackProof,
  pen: Paint,
  errorLines: (error: RunError) => readonly string[],
): readonly string[] {
  switch (proof.kind) {
    case 'proven':
      return [`${pen.green('rollback proven')}: up, down and up again give the same schemas; rows are not compared`];
    case 'differs':
      return [
        `${pen.red('rollback differs')}: after ${proof.after} the schema is not what it was`,
        ...proof.differences.flatMap((difference) => differenceLines(difference, pen)).map((line) => `  ${line}`),
      ];
    case 'fails':
      return [`${pen.red('rollback fails')}: ${proof.in}`, ...errorLines(proof.error)];
    case 'none':
      return [pen.dim('no rollback: there is no down script')];
    case 'unknown':
      return [`${pen.yellow('rollback unknown')}: ${printable(proof.why)}`];
  }
}
