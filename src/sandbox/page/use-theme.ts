import { useEffect, useSyncExternalStore } from 'react';
import { useKept } from './kept.ts';

export type Theme = 'light' | 'dark';

const dark = matchMedia('(prefers-color-scheme: dark)');
const subscribe = (listener: () => void) => {
  dark.addEventListener('change', listener);
  return () => dark.removeEventListener('change', listener);
};

/** The system's choice until the toggle was used. */
export const useTheme = (): readonly [Theme, () => void] => {
  const system: Theme = useSyncExternalStore(subscribe, () => dark.matches) ? 'dark' : 'light';
  const [chosen, choose] = useKept('local', 'theme', '');
  const theme: Theme = chosen === 'dark' || chosen === 'light' ? chosen : system;
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  return [theme, () => choose(theme === 'dark' ? 'light' : 'dark')];
};
