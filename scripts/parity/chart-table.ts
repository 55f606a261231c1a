import type { ChartRows } from './chart-rows';
import { FILE_CHARTS } from './file-charts';
import { PAGE_CHARTS } from './page-charts';
import { SESSION_CHARTS } from './session-charts';

/** The public charts, part by part. */
export const CHARTS: readonly ChartRows[] = [...SESSION_CHARTS, ...PAGE_CHARTS, ...FILE_CHARTS];
