import * as policies from '../../policies/index';
import * as gitops from '../delivery/gitops';
import * as index from '../index';

/** What a site can import by the package's name. */
export const WHOLE_PACKAGE: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  astroplatform: index,
  'astroplatform/policies': policies,
  'astroplatform/gitops': gitops,
};
