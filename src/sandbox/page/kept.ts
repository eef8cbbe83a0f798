/** State that outlives a reload, kept by this browser only. */
import { useCallback, useState } from 'react';

const read = (area: Storage, key: string): string | undefined => {
  try {
    return area.getItem(key) ?? undefined;
  } catch {
    return undefined; // Storage can be switched off.
  }
};

const write = (area: Storage, key: string, value: string): void => {
  try {
    area.setItem(key, value);
  } catch {
    // Nothing is lost but the memory of it.
  }
};

/** Like `useState` for a text; `session` is this tab's own, `local` is shared by all tabs. */
export const useKept = (where: 'session' | 'local', key: string, first: string): readonly [string, (value: string) => void] => {
  const area = where === 'session' ? sessionStorage : localStorage;
  const [value, setValue] = useState(() => read(area, key) ?? first);
  const keep = useCallback(
    (next: string) => {
      write(area, key, next);
      setValue(next);
    },
    [area, key],
  );
  return [value, keep];
};

/** Like `useKept` for a small record of texts. */
export const useKeptRecord = (key: string): readonly [Readonly<Record<string, string>>, (patch: Record<string, string>) => void] => {
  const [record, setRecord] = useState<Record<string, string>>(() => {
    try {
      const stored: unknown = JSON.parse(read(localStorage, key) ?? '{}');
      return typeof stored === 'object' && stored !== null ? (stored as Record<string, string>) : {};
    } catch {
      return {};
    }
  });
  const patch = useCallback(
    (changes: Record<string, string>) =>
      setRecord((before) => {
        if (Object.entries(changes).every(([name, value]) => before[name] === value)) return before;
        const next = { ...before, ...changes };
        write(localStorage, key, JSON.stringify(next));
        return next;
      }),
    [key],
  );
  return [record, patch];
};
