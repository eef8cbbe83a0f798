/** The right side: one request's state as a picture, its audit record, and who was told what. */

import type { ReactNode } from 'react';
import { useState } from 'react';
import type { RequestRow, RequestView, StepView } from '../view.ts';
import { Cross, Shield, Tick } from './icons.tsx';
import { fullTime, shortTime } from './times.ts';

const stepWord = { done: 'done', now: 'now', ahead: 'still ahead', stopped: 'ended here', skipped: 'not reached' } satisfies Record<
  StepView['state'],
  string
>;

const Steps = ({ steps }: { steps: readonly StepView[] }) => (
  <ol className="steps" aria-label="Where the request is">
    {steps.map((step) => (
      <li key={step.label} className={`step step-${step.state}`} aria-current={step.state === 'now' ? 'step' : undefined}>
        <span className="step-mark" aria-hidden="true">
          {step.state === 'done' && <Tick />}
          {step.state === 'stopped' && <Cross />}
        </span>
        <div>
          <p className="step-label">
            {step.label} <span className="sr-only">({stepWord[step.state]})</span>
          </p>
          {step.detail !== '' && <p className="step-detail">{step.detail}</p>}
        </div>
      </li>
    ))}
  </ol>
);

const Time = ({ at }: { at: string }) => (
  <time dateTime={at} title={fullTime(at)}>
    {shortTime(at)}
  </time>
);

const Section = ({ title, count, children, open = false }: { title: string; count: number; children: ReactNode; open?: boolean }) => (
  <details className="fold" open={open}>
    <summary>
      <h3>{title}</h3> <span className="count">{count}</span>
    </summary>
    {children}
  </details>
);

const Audit = ({ request }: { request: RequestView }) => (
  <Section title="Audit record" count={request.events.length} open>
    <p className={`chain ${request.chain.ok ? 'chain-ok' : 'chain-broken'}`}>
      <Shield />
      {request.chain.ok
        ? `Chain verified: ${request.chain.events} event${request.chain.events === 1 ? '' : 's'}, each hash follows from the one before`
        : `The chain is broken at event ${request.chain.brokenAt}`}
    </p>
    <ol className="events">
      {request.events.toReversed().map((event) => (
        <li key={event.seq}>
          <p className="event-head">
            <strong>{event.what}</strong> <Time at={event.at} />
          </p>
          <p className="event-who">
            {event.who}
            {event.where !== '' && ` · ${event.where}`}
          </p>
          {event.detail !== '' && <p className="event-detail">{event.detail}</p>}
          <p className="event-hash" title={event.hash}>
            #{event.seq} <code>{event.hash.slice(0, 12)}</code>
          </p>
        </li>
      ))}
    </ol>
  </Section>
);

const Told = ({ request }: { request: RequestView }) => (
  <Section title="Who was told" count={request.told.length + request.mails.length}>
    {request.told.length + request.mails.length === 0 && <p className="nothing">Nobody yet.</p>}
    <ul className="plain">
      {request.told.map((each) => (
        <li key={`${each.at} ${each.who} ${each.what} ${each.via}`}>
          <p className="event-head">
            <strong>{each.who}</strong> <Time at={each.at} />
          </p>
          <p className="event-who">
            {each.what} · {each.via}
          </p>
        </li>
      ))}
      {request.mails.map((mail) => (
        <li key={mail.id}>
          <details className="mail">
            <summary>
              <strong>{mail.subject}</strong>
              <span className="event-who">
                E-mail to {mail.to}
                {mail.cc !== '' && `, copy to ${mail.cc}`} · <Time at={mail.at} />
              </span>
            </summary>
            <pre>{mail.body}</pre>
          </details>
        </li>
      ))}
    </ul>
  </Section>
);

const Refused = ({ request }: { request: RequestView }) => (
  <Section title="Refused attempts" count={request.refused.length}>
    {request.refused.length === 0 && <p className="nothing">Nobody tried what they may not.</p>}
    <ul className="plain">
      {request.refused.map((each) => (
        <li key={`${each.at} ${each.who} ${each.attempted}`}>
          <p className="event-head">
            <strong>{each.who}</strong> <Time at={each.at} />
          </p>
          <p className="event-who">
            tried to {each.attempted}: {each.why}
          </p>
        </li>
      ))}
    </ul>
  </Section>
);

export const StatusChip = ({ request }: { request: Pick<RequestRow, 'status' | 'tone'> }) => (
  <span className={`chip chip-${request.tone}`}>{request.status}</span>
);

const Details = ({ request }: { request: RequestView }) => (
  <>
    <div className="card">
      <h2 className="request-name">{request.name}</h2>
      <p className="request-sub">
        <code>{request.shortId}</code> · {request.project} <StatusChip request={request} />
      </p>
      <Steps steps={request.steps} />
      {request.execution && (
        <p className="execution">
          Workflow: <strong>{request.execution.status}</strong> at <code>{request.execution.state}</code>
          {request.execution.detail !== '' && <> · {request.execution.detail}</>}
        </p>
      )}
    </div>
    <div className="card folds">
      <Audit request={request} />
      <Told request={request} />
      <Refused request={request} />
    </div>
    <div className="card">
      <h3>Facts</h3>
      <dl className="facts">
        {request.facts.map((fact) => (
          <div key={fact.label}>
            <dt>{fact.label}</dt>
            <dd>{fact.code ? <code>{fact.value}</code> : fact.value}</dd>
          </div>
        ))}
      </dl>
    </div>
  </>
);

export type RequestPanelProps = {
  readonly requests: readonly RequestRow[];
  readonly selected: RequestView | undefined;
  readonly onSelect: (id: string) => void;
};

const shownAtFirst = 4;

const Rows = ({ requests, selected, onSelect }: RequestPanelProps) => {
  const [all, setAll] = useState(false);
  const shown = all ? requests : requests.slice(0, shownAtFirst);
  return (
    <section className="card" aria-labelledby="requests-title">
      <h2 id="requests-title">
        Requests <span className="count">{requests.length}</span>
      </h2>
      <ul className="rows">
        {shown.map((request) => (
          <li key={request.id}>
            <button type="button" className="row" aria-pressed={request.id === selected?.id} onClick={() => onSelect(request.id)}>
              <span className="row-text">
                <span className="row-name">{request.name}</span>
                <span className="row-sub">
                  <code>{request.shortId}</code> · <Time at={request.receivedAt} />
                </span>
              </span>
              <StatusChip request={request} />
            </button>
          </li>
        ))}
      </ul>
      {requests.length > shownAtFirst && (
        <button type="button" className="link-button" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${requests.length}`}
        </button>
      )}
    </section>
  );
};

export const RequestPanel = (props: RequestPanelProps) =>
  props.requests.length === 0 ? (
    <div className="card empty-card">
      <h2>No request yet</h2>
      <p>
        Act as the researcher and submit the sample “Aggregated results”. Its state, its audit record and everybody who was told appear here
        as they happen.
      </p>
    </div>
  ) : (
    <>
      <Rows {...props} />
      {props.selected && <Details key={props.selected.id} request={props.selected} />}
    </>
  );
