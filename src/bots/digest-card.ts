/** A month in figures, as admins are sent it. */
import type { Digest, Durations } from '../workflow/digest.ts';
import { isEmpty } from '../workflow/digest.ts';
import type { Block, Card, Line, Phrase } from './card.ts';
import { line, text } from './card.ts';
import { digestPicture } from './digest-chart.ts';
import type { Language } from './languages/english.ts';
import { lasting } from './lasting.ts';
import type { Fact } from './request-facts.ts';

type Counted = (say: Language, count: number) => string;

const lasted = ({ label, count, median, slowest }: Durations & { readonly label: Phrase }, counted: Counted): Line =>
  line(text(label, 'bold'), (say) =>
    count === 1
      ? say.digests.tookOne(counted(say, count), lasting(say, median))
      : say.digests.took(counted(say, count), lasting(say, median), lasting(say, slowest)),
  );

/** The sentences of the catalogue's part. */
const say =
  (sentence: (digests: Language['digests']) => string): Phrase =>
  ({ digests }) =>
    sentence(digests);
const aside = (sentence: Line): Block => ({ kind: 'text', tone: 'muted', line: sentence });

const figures = ({ digest, overdue }: Figures): readonly Fact[] => {
  const { received, released, releasedFiles, releasedBytes, expired, withdrawn, givenUp, revoked, links, escalated, failed } = digest;
  const number = (value: number): Line => line(({ quantities }) => quantities.number(value));
  return [
    { label: say((digests) => digests.received), value: line(({ quantities }) => quantities.requests(received)) },
    {
      label: say((digests) => digests.released),
      value: line(say((digests) => digests.releasedFiles(released, { files: releasedFiles, bytes: releasedBytes }))),
    },
    { label: say((digests) => digests.rejected), value: number(rejectedIn(digest)) },
    { label: say((digests) => digests.expired), value: number(expired) },
    { label: say((digests) => digests.withdrawn), value: number(withdrawn) },
    { label: say((digests) => digests.givenUp), value: number(givenUp) },
    { label: say((digests) => digests.revoked), value: number(revoked) },
    { label: say((digests) => digests.links), value: number(links) },
    { label: say((digests) => digests.escalated), value: number(escalated) },
    { label: say((digests) => digests.failed), value: number(failed) },
    { label: say((digests) => digests.overdue), value: number(overdue) },
  ];
};

const rejectedIn = ({ rejected }: Digest): number => rejected.reduce((sum, each) => sum + each.count, 0);

type Figures = { readonly digest: Digest; readonly overdue: number };

export const digestCard = (month: string, { digest, overdue }: Figures): Card => {
  const titleIn = ({ digests, quantities }: Language): string => digests.figures(quantities.month(month));
  const { received, released } = digest;
  const rejected = rejectedIn(digest);
  const whole = say((digests) => digests.whole);
  const durations = [
    ...digest.stages.map((stage) => lasted(stage, (language, count) => language.digests.decisions(count))),
    ...(digest.whole ? [lasted({ label: whole, ...digest.whole }, ({ quantities }, count) => quantities.requests(count))] : []),
  ];
  const again = aside(line(({ digests }) => digests.another));
  const header = { kind: 'header', icon: '📊', text: titleIn } as const;
  if (isEmpty(digest))
    return {
      summary: (language) => language.digests.nothing(titleIn(language)),
      blocks: [header, { kind: 'text', tone: 'normal', line: line(say((digests) => digests.nothingHappened)) }, again],
    };
  const list = (title: Phrase, items: readonly Line[]): readonly Block[] =>
    items.length === 0 ? [] : [{ kind: 'list', title, items, more: 0 }];
  return {
    summary: (language) => language.digests.summary(titleIn(language), { received, released, rejected }),
    blocks: [
      header,
      { kind: 'facts', facts: figures({ digest, overdue }) },
      digestPicture(month, digest),
      ...list(
        say((digests) => digests.howLong),
        durations,
      ),
      ...list(
        say((digests) => digests.whyRejected),
        digest.rejected.map(({ category, count }) =>
          line(
            text(({ names }) => names.category[category], 'bold'),
            ({ quantities }) => `: ${quantities.number(count)}`,
          ),
        ),
      ),
      again,
    ],
  };
};
