/** One line of a panel. Whatever it is grouped by, it never tells users apart. */
export interface Query {
  /** PromQL. */
  readonly expr: string;
  /** Name of a line: a text, with labels as `{{label}}`. */
  readonly legend: string;
}

/** A query and the name of its lines. */
export const line = (expr: string, legend: string): Query => ({ expr, legend });

/** Units as Grafana names them. */
export type Unit = 'short' | 'bytes' | 's' | 'percentunit' | 'reqps';

/** One picture. */
export interface Panel {
  readonly title: string;
  /** What it says, and when to act; one or two sentences. */
  readonly description: string;
  readonly kind: 'stat' | 'timeseries';
  readonly unit: Unit;
  /** Lines are laid on each other. @default false */
  readonly stacked?: boolean;
  readonly queries: readonly Query[];
}

/** A page of panels. */
export interface Dashboard {
  /** Unique in a site: `sessions`. */
  readonly name: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** Something that a person must know of. */
export interface Alert {
  /** In words that are written together: `RedisDown`. */
  readonly name: string;
  readonly severity: 'critical' | 'warning' | 'info';
  /** PromQL; whatever it returns is an alert. */
  readonly expr: string;
  /** How long it must hold, e.g. `15m`. */
  readonly for: string;
  readonly summary: string;
  /** What to do. */
  readonly action: string;
}
