import { Construct } from 'constructs';
import type { ChartRelease } from '../manifest';

/** Which chart, and what it is told. */
export type HelmChartProps = Omit<ChartRelease, 'id' | 'capability' | 'dependsOn' | 'protect'>;

const HELM_CHART = Symbol.for('astroplatform.HelmChart');

/**
 * A chart of somebody else by intent. Nothing of it is part of the tree: each engine has it installed where it delivers.
 * What is written in the kinds that it brings comes after it by itself.
 *
 * @example
 * ```ts
 * new HelmChart(this, 'chart', {
 *   name: 'cert-manager',
 *   namespace: 'cert-manager',
 *   chart: 'cert-manager',
 *   repository: 'https://charts.jetstack.io',
 *   version: 'v1.21.1',
 *   values: { crds: { enabled: true } },
 *   apis: ['cert-manager.io/v1'],
 *   definitionsApart: false,
 * });
 * ```
 */
export class HelmChart extends Construct {
  constructor(
    scope: Construct,
    id: string,
    readonly props: HelmChartProps,
  ) {
    super(scope, id);
    Object.defineProperty(this, HELM_CHART, { value: true });
  }

  static isHelmChart(construct: unknown): construct is HelmChart {
    return typeof construct === 'object' && construct !== null && HELM_CHART in construct;
  }
}
