import { addonsReference } from './addons-reference';
import { parityReport } from './parity/parity-report';
import { ruleReference } from './rule-reference';
import { serviceReference } from './service-reference';
import { siteReference } from './site-reference';
import { siteSchemaFile } from './site-schema';

/** A committed file that follows from the sources. A test fails when one is stale. */
export interface GeneratedFile {
  /** From the root of the repository. */
  readonly file: string;
  readonly content: () => string;
}

export const GENERATED: readonly GeneratedFile[] = [
  { file: 'policies/README.md', content: ruleReference },
  { file: 'schema/site.schema.json', content: siteSchemaFile },
  { file: 'docs/site.md', content: siteReference },
  { file: 'docs/addons.md', content: addonsReference },
  { file: 'docs/service-reference.md', content: serviceReference },
  { file: 'docs/parity.md', content: parityReport },
];
