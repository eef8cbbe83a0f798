/** Where a path really leads. */
import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The path with its links followed, as far as it is there and this user may look. */
export const realPath = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(realPath(above), basename(path));
  }
};

/** Of two paths whose links were followed. */
export const isWithin = (inner: string, outer: string): boolean =>
  inner === outer || inner.startsWith(outer.endsWith('/') ? outer : `${outer}/`);
