/** The left side: who you are, what to try, and the researcher's way to submit. */
import type { PersonaView, TryView } from '../view.ts';
import { Avatar } from './avatar.tsx';
import { Tick } from './icons.tsx';

export type PeopleProps = {
  readonly personas: readonly PersonaView[];
  readonly me: string;
  readonly waiting: (persona: PersonaView) => boolean;
  readonly onChoose: (persona: string) => void;
};

/** The persona switcher. */
export const People = ({ personas, me, waiting, onChoose }: PeopleProps) => (
  <section className="card" aria-labelledby="people-title">
    <h2 id="people-title">Acting as</h2>
    <ul className="people">
      {personas.map((persona) => (
        <li key={persona.id}>
          <button type="button" className="person" aria-pressed={persona.id === me} onClick={() => onChoose(persona.id)}>
            <Avatar persona={persona} size={34} />
            <span className="person-text">
              <span className="person-name">{persona.name}</span>
              <span className="person-title">{persona.title}</span>
            </span>
            {waiting(persona) && (
              <span className="dot">
                <span className="sr-only">has new messages</span>
              </span>
            )}
          </button>
        </li>
      ))}
    </ul>
  </section>
);

/** The checklist that ticks itself. */
export const Tries = ({ tries, personas, me, onChoose }: Omit<PeopleProps, 'waiting'> & { tries: readonly TryView[] }) => {
  const done = tries.filter((each) => each.done).length;
  const next = tries.find((each) => !each.done);
  return (
    <section className="card" aria-labelledby="tries-title">
      <h2 id="tries-title">
        What to try{' '}
        <span className="count">
          {done} of {tries.length}
        </span>
      </h2>
      <div className="progress" aria-hidden="true">
        <span style={{ width: `${tries.length === 0 ? 0 : (100 * done) / tries.length}%` }} />
      </div>
      <ol className="tries">
        {tries.map((each) => (
          <li key={each.id} className={each.done ? 'done' : each === next ? 'next' : ''}>
            <span className="tick" aria-hidden="true">
              {each.done && <Tick />}
            </span>
            <div>
              <p className="try-label">
                {each.label}
                {each.done && <span className="sr-only"> (done)</span>}
              </p>
              {each === next && <p className="try-hint">{each.hint}</p>}
              {each === next && each.persona !== undefined && each.persona !== me && (
                <button
                  type="button"
                  className="link-button"
                  onClick={() => {
                    if (each.persona !== undefined) onChoose(each.persona);
                  }}
                >
                  Switch to {personas.find(({ id }) => id === each.persona)?.name}
                </button>
              )}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
};
