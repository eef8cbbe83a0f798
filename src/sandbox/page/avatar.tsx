import type { CSSProperties } from 'react';
import type { PersonaView } from '../view.ts';
import { Mark } from './icons.tsx';

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => [...word][0] ?? '')
    .slice(0, 2)
    .join('')
    .toUpperCase();

/** A person's initials on their colour; decoration, because the name stands beside it. */
export const Avatar = ({ persona, size = 36 }: { persona: Pick<PersonaView, 'name' | 'hue'>; size?: number }) => {
  const style = { '--hue': persona.hue, width: size, height: size, fontSize: Math.round(size * 0.38) } as CSSProperties;
  return (
    <span className="avatar" style={style} aria-hidden="true">
      {initials(persona.name)}
    </span>
  );
};

export const BotAvatar = () => (
  <span className="avatar avatar-bot" aria-hidden="true">
    <Mark />
  </span>
);
