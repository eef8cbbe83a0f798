/** The HTTP API that Slack and Teams send to, and where links open their page; each function checks signatures and tokens itself. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnStage, HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** Requests a second, and at once, to each address: far above what people press, far below what would cost. Who floods one holds up no other. */
const throttle = { throttlingRateLimit: 50, throttlingBurstLimit: 200 };

const paths = { slack: '/slack/events', teams: '/teams/messages' } as const;
/** The function answers methods that it does not know, too. */
const page = '/l/{token}';

export const makeApi = (scope: Construct): HttpApi => {
  const api = new HttpApi(scope, 'Api', {
    description: 'Sallyport: where Slack and Teams send what people press and type, and links open their page',
  });
  const logs = new LogGroup(scope, 'ApiLogs', {
    retention: RetentionDays.ONE_YEAR,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  const stage = api.defaultStage?.node.defaultChild;
  if (!(stage instanceof CfnStage)) throw new TypeError('the API has no stage');
  stage.accessLogSettings = {
    destinationArn: logs.logGroupArn,
    format: JSON.stringify({
      at: '$context.requestTime',
      id: '$context.requestId',
      route: '$context.routeKey',
      status: '$context.status',
      ms: '$context.responseLatency',
    }),
  };
  stage.defaultRouteSettings = throttle;
  stage.routeSettings = Object.fromEntries(
    [...Object.values(paths).map((path) => `POST ${path}`), `ANY ${page}`].map((route) => [
      route,
      { ThrottlingRateLimit: throttle.throttlingRateLimit, ThrottlingBurstLimit: throttle.throttlingBurstLimit },
    ]),
  );
  return api;
};

export const addEntrances = (
  api: HttpApi,
  entrances: { readonly slack: IFunction; readonly teams: IFunction; readonly page: IFunction },
): void => {
  for (const [path, handler] of [
    [paths.slack, entrances.slack],
    [paths.teams, entrances.teams],
  ] as const)
    api.addRoutes({ path, methods: [HttpMethod.POST], integration: new HttpLambdaIntegration(`to${path.replaceAll('/', '-')}`, handler) });
  api.addRoutes({ path: page, methods: [HttpMethod.ANY], integration: new HttpLambdaIntegration('to-download-page', entrances.page) });
};

/** Where the platforms are told to send to. */
export const addressesOf = ({ apiEndpoint }: HttpApi) => ({ slack: `${apiEndpoint}${paths.slack}`, teams: `${apiEndpoint}${paths.teams}` });
