import { defineRule, fail, pass } from '../../src/check/rule';

export const metadataModel = defineRule({
  id: 'metadata-model',
  topic: 'registry',
  on: 'container',
  severity: 'info',
  why: 'A catalogue can be searched only for what images say of themselves.',
  fix: 'Add org.opencontainers.image.title, description, authors, source, version and licenses.',
  source: '003_88055a35715c942c.txt "not enough, also need"; container-rules.md §1f',
  check: ({ container }) => {
    const own = new Set(container.labels.map(({ name }) => name));
    const missing = ['title', 'description', 'authors', 'source', 'version', 'licenses'].filter(
      (name) => !own.has(`org.opencontainers.image.${name}`) && !own.has(name),
    );
    return missing.length === 0 ? pass : fail([{ message: `no label org.opencontainers.image.${missing.join(', ')}` }]);
  },
});
