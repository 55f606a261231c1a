import type { Dashboard, Panel } from '../plan/observability/dashboard';

/** Two panels stand beside each other in the 24 columns of Grafana. */
const WIDTH = 12;
const HEIGHT = 8;
const SOURCE = { type: 'prometheus', uid: '${datasource}' };

/** A dashboard as Grafana reads it from a file. */
export const grafanaJson = (site: string, { name, title, panels }: Dashboard): string =>
  `${JSON.stringify(
    {
      uid: `${site}-${name}`,
      title: `${site}: ${title}`,
      tags: [site, 'astroplatform'],
      schemaVersion: 39,
      editable: false,
      refresh: '1m',
      time: { from: 'now-24h', to: 'now' },
      templating: { list: [{ name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Prometheus' }] },
      panels: panels.map(panelJson),
    },
    null,
    1,
  )}\n`;

const panelJson = ({ title, description, kind, unit, stacked, queries }: Panel, index: number) => ({
  id: index + 1,
  type: kind,
  title,
  description,
  datasource: SOURCE,
  gridPos: { x: (index % 2) * WIDTH, y: Math.floor(index / 2) * HEIGHT, w: WIDTH, h: HEIGHT },
  fieldConfig: {
    defaults: {
      unit,
      min: 0,
      ...(kind === 'timeseries' && {
        custom: {
          fillOpacity: stacked ? 40 : 0,
          stacking: { mode: stacked ? 'normal' : 'none' },
          showPoints: 'never',
        },
      }),
    },
    overrides: [],
  },
  options:
    kind === 'stat' ? { reduceOptions: { calcs: ['lastNotNull'] }, colorMode: 'none' } : { tooltip: { mode: 'multi' } },
  targets: queries.map(({ expr, legend }, number) => ({
    refId: String.fromCharCode('A'.charCodeAt(0) + number),
    datasource: SOURCE,
    expr,
    legendFormat: legend,
    instant: kind === 'stat',
    range: kind !== 'stat',
  })),
});
