import type { Result } from '../rule';
import { asJson } from './as-json';
import { listed, type Reporter } from './reporter';
import { summarise } from './summary';

/** For programs. `version` changes when a key changes its meaning or goes away; new keys may come at any time. */
export const jsonReport: Reporter = (results, options = {}) =>
  asJson({
    version: 1,
    results: listed(results, options).map(entry),
    summary: summarise(results),
    notAsked: options.untyped && { reason: 'no session type', ...options.untyped },
  });

const entry = ({
  subject,
  kind,
  rule,
  verdict,
  severity,
  message,
  place,
  strength,
  reason,
  waiver,
  baseline,
}: Result) => ({
  subject,
  kind,
  rule,
  verdict,
  severity,
  message,
  place,
  strength,
  reason,
  waiver,
  baseline,
});
