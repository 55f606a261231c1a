import { sure } from '../../src/check/facts';
import { defineRule, type Fault, fail, unknown } from '../../src/check/rule';

export const provenanceSigned = defineRule({
  id: 'provenance-signed',
  topic: 'registry',
  on: 'artifact',
  severity: 'info',
  why: 'Without a source and a signature nobody can tell what an image was built from, or by whom.',
  fix: 'Build it in CI, with the label org.opencontainers.image.source, and sign it there with cosign.',
  source: '002_94f43e463315a6da.txt "Link the repo to the public registry"; container-rules.md §1f (base.yml)',
  check: ({ signed, container }) => {
    if (signed === undefined && container === undefined) return unknown('neither signatures nor labels were read');
    const faults: Fault[] = [
      ...(signed === false ? [{ message: 'it is not signed' }] : []),
      ...(container && sure(container.label('org.opencontainers.image.source')) === undefined
        ? [{ message: 'no label org.opencontainers.image.source says what it is built from' }]
        : []),
    ];
    if (faults.length > 0) return fail(faults);
    if (signed === undefined) return unknown('whether it is signed was not read');
    return container === undefined ? unknown('the labels in the image were not read') : fail([]);
  },
});
