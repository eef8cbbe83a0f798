/** The Lambda functions, each with a role of its own. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { FunctionName } from './bundling.ts';
import { bundleFunction } from './bundling.ts';
import { allowWildcards } from './nag.ts';
import type { Permission } from './permissions.ts';

type Size = { readonly memory: number; readonly seconds: number; readonly about: string };

/** Megabytes (which buy processor time), and seconds until Lambda ends it. */
export const sizes = {
  slack: { memory: 1024, seconds: 15, about: 'What people press and type in Slack' },
  teams: { memory: 1024, seconds: 15, about: 'What people press and type in Teams' },
  'download-page': { memory: 1024, seconds: 15, about: 'The page that a download link opens, where the policy file has one' },
  intake: { memory: 512, seconds: 60, about: 'Notifications of new egress requests' },
  'change-feed': { memory: 256, seconds: 30, about: "Hands the table's changes to the follow-up queue" },
  'follow-up': { memory: 1024, seconds: 120, about: 'Starts and resumes the workflow, repaints cards, tells people' },
  schedule: { memory: 512, seconds: 120, about: 'Measures what waits, and follows up what is open' },
  stage: { memory: 2048, seconds: 900, about: 'Copies the submitted versions to staging' },
  'request-review': { memory: 512, seconds: 30, about: "Keeps a review's task token" },
  package: { memory: 3008, seconds: 900, about: 'Zips what was approved into the data lake' },
  'clean-up': { memory: 512, seconds: 900, about: 'Removes what was staged' },
  expire: { memory: 512, seconds: 30, about: 'Ends a review whose deadline has passed' },
  fail: { memory: 512, seconds: 30, about: 'Records a step that failed for good' },
} as const satisfies Record<FunctionName, Size>;

/** `/approved_egress`-sized zips stream through memory in parts; small young generations keep that flat (bench/README.md). */
const nodeOptions = (name: FunctionName): string => {
  if (name === 'package') return '--enable-source-maps --max-semi-space-size=16';
  // By itself Node takes a part of the memory only, and a list of 500,000 objects needs most of it.
  return name === 'stage' ? `--enable-source-maps --max-old-space-size=${sizes.stage.memory - 512}` : '--enable-source-maps';
};

const tracing: Permission = {
  actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  resources: ['*'],
  wildcard: 'X-Ray: these actions take no resource',
};

const statementOf = (effect: Effect, { actions, resources, conditions }: Permission): PolicyStatement =>
  new PolicyStatement({ effect, actions: [...actions], resources: [...resources], ...(conditions ? { conditions } : {}) });

export type FunctionParts = {
  readonly name: FunctionName;
  readonly environment: Readonly<Record<string, string>>;
  readonly permissions: readonly Permission[];
  readonly denials: readonly Permission[];
  readonly policyFile: string;
};

/** One function: its code is bundled here and now, with the policy file beside it. */
export const makeFunction = (scope: Construct, { name, environment, permissions, denials, policyFile }: FunctionParts): LambdaFunction => {
  const folder = mkdtempSync(join(tmpdir(), `sallyport-${name}-`));
  bundleFunction(name, folder);
  copyFileSync(policyFile, join(folder, 'policy.jsonc'));
  const { memory, seconds, about } = sizes[name];
  const logGroup = new LogGroup(scope, `${name}-logs`, {
    retention: RetentionDays.ONE_YEAR,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  const role = new Role(scope, `${name}-role`, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: `Sallyport's function ${name}: ${about}`,
  });
  role.addToPolicy(new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }));
  for (const { wildcard, ...permission } of [...permissions, tracing]) {
    role.addToPolicy(statementOf(Effect.ALLOW, permission));
    if (wildcard !== undefined) allowWildcards(role, { resources: permission.resources, reason: wildcard });
  }
  for (const denial of denials) role.addToPolicy(statementOf(Effect.DENY, denial));
  const made = new LambdaFunction(scope, name, {
    description: about,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    code: Code.fromAsset(folder),
    memorySize: memory,
    timeout: Duration.seconds(seconds),
    role,
    logGroup,
    tracing: Tracing.ACTIVE,
    environment: { ...environment, NODE_OPTIONS: nodeOptions(name) },
  });
  // Copied to the cloud assembly by now.
  rmSync(folder, { recursive: true, force: true });
  return made;
};
