import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { fileFault } from '../../src/check/world/faults';
import { placeholderFaults } from '../../src/check/world/session-files';
import { worldOf } from '../../src/check/world/world';

export const templatePlaceholders = defineRule({
  id: 'template-placeholders',
  topic: 'sessions',
  on: 'platform',
  severity: 'error',
  why: 'The session service replaces the placeholders that it knows, as text, in the files that it knows them for; any other stays as it stands in what a user starts.',
  fix: 'Use the placeholders of the session service, each in the kinds of files for which it exists.',
  source: 'platform-contract.md §7 item 1, §2.3',
  check: (platform) => {
    const { files } = worldOf(platform);
    if (files.length === 0) return notApplicable;
    return fail(files.flatMap((file): Fault[] => placeholderFaults(file).map((fact) => fileFault(file, fact))));
  },
});
