import type { Span } from '../sql/span';

/** A change to files. The core only ever yields these; the editor and the command line carry them out. Paths are absolute. */
export type Edit =
  | { readonly kind: 'replace'; readonly path: string; readonly at: Span; readonly text: string }
  | { readonly kind: 'create'; readonly path: string; readonly text: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'delete'; readonly path: string };
