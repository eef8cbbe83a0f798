/** The page of links from an installation's parts; it speaks to no chat platform and needs no secret. */
import { languageOf } from '../../bots/languages/languages.ts';
import type { Log } from '../../bots/log.ts';
import { dormantAmong } from '../../workflow/dormancy.ts';
import type { Policy } from '../../workflow/policy.ts';
import type { Clock, DataLake } from '../../workflow/ports.ts';
import type { Adapters } from '../adapters.ts';
import { rulesOf } from '../compose.ts';
import type { DownloadPage } from './answer.ts';
import { downloadPage } from './answer.ts';

export type DownloadPageParts = {
  readonly adapters: Pick<Adapters, 'requests' | 'grants' | 'sightings' | 'refusals'> & { readonly lake: Pick<DataLake, 'presign'> };
  readonly policy: Policy;
  readonly clock: Clock;
  /** Without a slash at its end. */
  readonly publicUrl: string;
  readonly newId: () => string;
  readonly log: Log;
};

export const composeDownloadPage = ({ adapters, policy, clock, publicUrl, newId, log }: DownloadPageParts): DownloadPage => {
  const { requests, grants, sightings, refusals, lake } = adapters;
  const { name: organisation, unseenDays } = policy.organisation;
  const { confirmAdminGrants } = policy;
  const dormancy = { sightings, clock, unseenDays, confirmAdminGrants, exempt: policy.admins };
  return downloadPage({
    core: { requests, rules: rulesOf(policy), clock },
    roster: { grants, clock, dormantAmong: (held) => dormantAmong(dormancy, held) },
    refusals,
    lake,
    clock,
    newId,
    baseUrl: publicUrl,
    style: { language: languageOf(policy), organisation },
    log,
  });
};
