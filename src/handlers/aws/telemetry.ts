/** Structured logs and embedded metrics of a Lambda function: names, ids and numbers, never texts (habit 20). */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Log } from '../../bots/log.ts';

export type Telemetry = {
  readonly log: Log;
  /** Counts one of something. */
  readonly count: (metric: 'RefusedAttempts' | 'Events' | 'Problems', kind: string) => void;
  /** A number that is what it is at this moment, such as how many requests wait at a stage. */
  readonly gauge: (metric: string, value: number, dimension?: { readonly name: string; readonly value: string }) => void;
};

/** By the name alone: what failed, was lost, or was refused at the door. */
const isProblem = (event: string): boolean => /-(failed|lost|untold)$|-(signature|token|tenant)-refused$/.test(event);

/** `service` is the function's own name; `sink` takes a line of JSON. */
export const telemetry = (service: string): Telemetry => {
  const logger = new Logger({ serviceName: service });
  const metrics = new Metrics({ namespace: 'Sallyport', serviceName: 'sallyport' });
  const gauge: Telemetry['gauge'] = (metric, value, dimension) => {
    const single = metrics.singleMetric();
    if (dimension) single.addDimension(dimension.name, dimension.value);
    single.addMetric(metric, metric.endsWith('Seconds') ? MetricUnit.Seconds : MetricUnit.Count, value);
  };
  const count: Telemetry['count'] = (metric, kind) => {
    // Alarms look at the sum of all kinds, the dashboard at each.
    gauge(metric, 1);
    gauge(metric, 1, { name: 'Kind', value: kind });
  };
  return {
    log: (event, ids = {}) => {
      if (!isProblem(event)) return logger.info(event, ids);
      logger.warn(event, ids);
      count('Problems', event);
    },
    gauge,
    count,
  };
};
