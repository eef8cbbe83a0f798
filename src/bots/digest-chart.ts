/** A month in figures as a picture: how many requests came to what, and how long reviews took. */
import type { Digest } from '../workflow/digest.ts';
import type { Block } from './card.ts';
import type { Chart } from './chart.ts';
import { chartPng, chartText } from './chart.ts';
import type { Language } from './languages/english.ts';
import { lasting, lastingAsSaid } from './lasting.ts';

/** Those with the most reviews; the list beside the picture has all. */
const mostStages = 6;

const chartOf = (language: Language, month: string, digest: Digest): Chart => {
  const { charts, quantities } = language;
  const counted = (label: string, value: number) => ({ label, value, figure: quantities.number(value) });
  const took = [
    ...digest.stages.slice(0, mostStages),
    ...(digest.whole === undefined ? [] : [{ ...digest.whole, label: charts.whole }]),
  ].map(({ label, median }) => ({ label, value: lastingAsSaid(median), figure: lasting(language, median) }));
  return {
    title: charts.title(quantities.month(month)),
    sections: [
      {
        title: charts.requests,
        bars: [
          counted(charts.received, digest.received),
          counted(charts.released, digest.released),
          counted(
            charts.rejected,
            digest.rejected.reduce((sum, { count }) => sum + count, 0),
          ),
          counted(charts.expired, digest.expired),
          counted(charts.withdrawn, digest.withdrawn),
          counted(charts.givenUp, digest.givenUp),
          counted(charts.revoked, digest.revoked),
        ],
      },
      ...(took.length === 0 ? [] : [{ title: charts.took, bars: took }]),
    ],
  };
};

/** The picture; its alternative text has every figure of it. */
export const digestPicture = (month: string, digest: Digest): Block => ({
  kind: 'image',
  name: `figures-${month}`,
  title: ({ charts, quantities }) => charts.of(quantities.month(month)),
  png: (say) => chartPng(chartOf(say, month, digest)).toString('base64'),
  alt: (say) => chartText(chartOf(say, month, digest)),
});
