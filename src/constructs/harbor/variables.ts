import type { EnvVar } from 'kubernetes-types/core/v1';

/** Variables by which a part gives numbers about itself. */
export const numbers = (subsystem: string, port: number | undefined): Record<string, string | number | boolean> =>
  port === undefined
    ? {}
    : {
        METRIC_ENABLE: true,
        METRIC_PATH: '/metrics',
        METRIC_PORT: port,
        METRIC_NAMESPACE: 'harbor',
        METRIC_SUBSYSTEM: subsystem,
      };

/** Variables whose values stand in the manifest. */
export const literals = (values: Readonly<Record<string, string | number | boolean>>): EnvVar[] =>
  Object.entries(values).map(([name, value]) => ({ name, value: String(value) }));
