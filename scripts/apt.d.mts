export function findProgram(...names: readonly string[]): string | undefined;
export function canUseApt(): boolean;
export function aptInstall(...packages: readonly string[]): void;
