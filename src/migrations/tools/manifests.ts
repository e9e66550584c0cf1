/** Where packages come from. */
export type Ecosystem = 'npm' | 'cargo' | 'go' | 'python' | 'ruby' | 'jvm';

/** The files in which a project names the packages that it stands on. */
const manifests: Readonly<
  Record<string, { readonly ecosystem: Ecosystem; readonly names: (text: string) => readonly string[] }>
> = {
  'package.json': { ecosystem: 'npm', names: npm },
  'Cargo.toml': { ecosystem: 'cargo', names: cargo },
  'go.mod': { ecosystem: 'go', names: go },
  'pyproject.toml': { ecosystem: 'python', names: python },
  'requirements.txt': { ecosystem: 'python', names: python },
  Gemfile: { ecosystem: 'ruby', names: (text) => all(text, /^\s*gem\s+["']([^"']+)["']/gm) },
  'pom.xml': { ecosystem: 'jvm', names: (text) => all(text, /<artifactId>\s*([^<\s]+)\s*<\/artifactId>/g) },
  'build.gradle': { ecosystem: 'jvm', names: gradle },
  'build.gradle.kts': { ecosystem: 'jvm', names: gradle },
};

/** Whether a file of this name lists packages. */
export function isManifest(name: string): boolean {
  return Object.hasOwn(manifests, name);
}

/** The packages that a manifest names itself, without what these bring along. */
export function packagesIn(name: string, text: string): { readonly ecosystem: Ecosystem; readonly names: ReadonlySet<string> } {
  const { ecosystem, names } = manifests[name] ?? { ecosystem: 'npm', names: () => [] };
  return { ecosystem, names: new Set(names(text)) };
}

function npm(text: string): readonly string[] {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // A manifest that npm could not read names nothing.
    return [];
  }
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
  return kinds.flatMap((kind) => {
    const listed = (manifest as Readonly<Record<string, unknown>> | null)?.[kind];
    return typeof listed === 'object' && listed !== null ? Object.keys(listed) : [];
  });
}

/** Keys of the tables of dependencies, and tables of one dependency: `[dev-dependencies.sqlx]`. */
function cargo(text: string): readonly string[] {
  const names: string[] = [];
  let isInside = false;
  for (const line of text.split('\n')) {
    const table = /^\s*\[+([^\]]+)\]/.exec(line)?.[1];
    if (table !== undefined) {
      isInside = /(?:^|[.-])dependencies$/.test(table.trim());
      const one = /(?:^|[.-])dependencies\.["']?([\w-]+)/.exec(table)?.[1];
      if (one !== undefined) names.push(one);
    } else if (isInside) names.push(...all(line, /^\s*["']?([\w-]+)["']?\s*[.=]/g));
  }
  return names;
}

/** Modules that are required, without their major version; not those that only other modules need. */
function go(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => !/\/\/\s*indirect/.test(line));
  return lines
    .flatMap((line) => all(line, /^\s*(?:require\s+)?([\w.-]+\.[\w-]+\/\S+)\s+v/g))
    .map((path) => path.replace(/\/v\d+$/, ''));
}

/** Requirements, in lists and in poetry's tables alike; names compare in lower case. */
function python(text: string): readonly string[] {
  return all(text, /^[ \t]*["']?([A-Za-z][\w.-]*)["']?(?=[ \t]*(?:$|[[<>=~!;,"'#]))/gm).map((name) => name.toLowerCase());
}

function gradle(text: string): readonly string[] {
  return [...all(text, /["'][\w.-]+:([\w.-]+)(?=[:"'])/g), ...all(text, /\bid\s*\(?\s*["']([\w.-]+)["']/g)];
}

function all(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].flatMap(([, name]) => name ?? []);
}
