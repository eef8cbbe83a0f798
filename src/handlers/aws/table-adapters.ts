/** What lies in DynamoDB, behind the core's ports; every write that counts something is counted here, exactly once. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoRecords } from '../../workflow/aws/records.ts';
import { dynamoRequestStore } from '../../workflow/aws/request-store.ts';
import { dynamoTaskTokens } from '../../workflow/aws/task-tokens.ts';
import { deadLetterDays } from '../../workflow/dead-letters.ts';
import type { Delivery } from '../../workflow/deliveries.ts';
import type { Sighting } from '../../workflow/dormancy.ts';
import type { AuditExport } from '../../workflow/exports.ts';
import type {
  ChatRoute,
  Clock,
  DeadLetter,
  DeadLetterBody,
  Grant,
  Mapping,
  PinnedIdentity,
  PostedCard,
  Records,
  RefusedAttempt,
  RequestStore,
  StoreHold,
  TaskFailure,
  Versioned,
} from '../../workflow/ports.ts';
import type { RecentDecisions } from '../../workflow/recent-decisions.ts';
import type { FactKind } from '../../workflow/request.ts';
import type { ToldFinding } from '../../workflow/roster-check-due.ts';
import { turnaround } from '../../workflow/turnaround.ts';
import type { Telemetry } from './telemetry.ts';

type Meters = Pick<Telemetry, 'count' | 'gauge'>;

/** A conditional write that succeeded is one event, however often its caller was tried. */
const counted = (requests: RequestStore, { count, gauge }: Meters): RequestStore => ({
  ...requests,
  update: async (request) => {
    const outcome = await requests.update(request);
    const kind: FactKind | undefined = request.events.at(-1)?.fact.kind;
    if (outcome !== 'written' || !kind) return outcome;
    count('Events', kind);
    const { review, whole } = turnaround(request);
    if (review) gauge('ReviewSeconds', review.seconds, { name: 'Role', value: review.role });
    if (whole !== undefined) gauge('TurnaroundSeconds', whole);
    return outcome;
  },
});

const countedRefusals = (refusals: Records<RefusedAttempt>, { count }: Meters): Records<RefusedAttempt> => ({
  ...refusals,
  write: async (attempt) => {
    const outcome = await refusals.write(attempt);
    if (outcome === 'written') count('RefusedAttempts', attempt.refusal);
    return outcome;
  },
});

export const tableAdapters = (
  client: DynamoDBClient,
  { table, clock, meters }: { readonly table: string; readonly clock: Clock; readonly meters: Meters },
) => {
  const records = <T extends Versioned>(collection: string): Records<T> => dynamoRecords<T>(client, { table, collection });
  const passing = <T extends Versioned>(collection: string): Records<T> =>
    dynamoRecords<T>(client, { table, collection, expiry: { clock, days: deadLetterDays } });
  return {
    requests: counted(dynamoRequestStore(client, table), meters),
    grants: records<Grant>('grants'),
    mappings: records<Mapping>('mappings'),
    identities: records<PinnedIdentity>('identities'),
    sightings: records<Sighting>('sightings'),
    findings: records<ToldFinding>('findings'),
    recent: records<RecentDecisions>('recent-decisions'),
    cards: records<PostedCard>('cards'),
    routes: records<ChatRoute>('routes'),
    deliveries: records<Delivery>('deliveries'),
    refusals: countedRefusals(records<RefusedAttempt>('refusals'), meters),
    holds: records<StoreHold>('holds'),
    letters: passing<DeadLetter>('dead-letters'),
    letterBodies: passing<DeadLetterBody>('dead-letter-bodies'),
    failures: records<TaskFailure>('failures'),
    exports: records<AuditExport>('exports'),
    tokens: dynamoTaskTokens(client, { table, clock }),
  };
};
