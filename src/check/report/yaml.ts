import { escapeInvisible } from './as-json';
import { jsonReport } from './json';
import type { Reporter } from './reporter';

/**
 * What the JSON report says, as YAML. Every text is quoted, so that what could steer a terminal stands as an escape;
 * halves of characters, which YAML cannot hold, become U+FFFD.
 */
export const yamlReport: Reporter = (results, options) => {
  const { stringify } = require('yaml') as typeof import('yaml');
  const report = JSON.parse(jsonReport(results, options), (_, value) =>
    typeof value === 'string' ? Buffer.from(value).toString() : value,
  );
  return escapeInvisible(
    stringify(report, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 }),
  );
};
