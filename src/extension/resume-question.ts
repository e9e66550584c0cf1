import { nameOf } from '../run/plan';
import type { ResumeMode } from '../run/resume';
import { reachedOf } from '../run/status';
import type { MigrationTarget } from './arguments';
import { pick } from './quick-input';
import { resumeChoices, whyAsked } from './ways-out';

/** What nobody can know is asked of the user: whether the statement that was in hand was carried out. */
export async function askHowToResume(
  { model, migration }: MigrationTarget,
  modes: readonly ResumeMode[],
): Promise<ResumeMode | undefined> {
  const title = `Resume ${nameOf(migration)} on ${model.target.name}`;
  const picked = await pick({
    title,
    placeholder: whyAsked(reachedOf(model.states.get(migration.id)), modes),
    items: resumeChoices(modes),
  });
  return typeof picked === 'object' ? picked.mode : undefined;
}
