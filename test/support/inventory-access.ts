/** Comments, grants, explicit owners and roles of a Schema, one line each. */
import type { Column, Governed, Grants, Schema } from '../../src/schema/schema';

/** Who runs the tests' statements; what it owns it may do anything with. */
const runner = 'postgres';

/** Adds a line for all that is said of one object. */
export function describeGoverned(name: string, it: Governed | Column, lines: Record<string, string>): void {
  const { comment, owner = runner, grants }: Governed = it;
  // The server has its own to say of `public`.
  if (name === 'schema public') return;
  if (comment !== undefined) lines[`comment ${name}`] = comment;
  if (owner !== runner && owner !== 'current_user') lines[`owner ${name}`] = owner;
  if (grants !== undefined) lines[`grants ${name}`] = grantsText(grants, owner);
}

function grantsText(grants: Grants, owner: string): string {
  return Object.entries(grants)
    .filter(([role]) => role !== owner)
    .map(([role, privileges]) => `${role}: ${privileges.join(',')}`)
    .sort()
    .join('; ');
}

export function describeRoles(schema: Schema, lines: Record<string, string>): void {
  for (const role of schema.roles.values()) {
    lines[`role ${role.name}`] = [...role.attributes].sort().join(',');
    if (role.comment !== undefined) lines[`comment role ${role.name}`] = role.comment;
    if (role.memberOf.length > 0) lines[`members ${role.name}`] = [...role.memberOf].sort().join(',');
  }
}
