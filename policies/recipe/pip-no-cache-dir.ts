import { defineRule, pass } from '../../src/check/rule';
import { pipInstalled } from '../../src/check/view/package-manager';
import { at, eachRan, hasOption } from '../../src/check/view/ran';

export const pipNoCacheDir = defineRule({
  id: 'pip-no-cache-dir',
  topic: 'recipe',
  on: 'container',
  severity: 'info',
  why: 'The cache of pip is never used again in an image.',
  fix: 'Add --no-cache-dir, or ENV PIP_NO_CACHE_DIR=1.',
  source: '000_b288e323437a5df4.txt "Use --no-cache-dir for pip"; container-rules.md §1g',
  check: ({ container }) => {
    const set = container.env('PIP_NO_CACHE_DIR');
    if (set.known && set.value) return pass;
    return eachRan(container, (one, all) => {
      const { command } = one;
      if (pipInstalled(command) === undefined || command.name === 'uv') return [];
      const own =
        hasOption(command, '--no-cache-dir', '--no-cache') ||
        command.environment.some(({ name }) => name === 'PIP_NO_CACHE_DIR');
      const purged = all.some(
        (other) => other.step === one.step && other.command.arguments.join(' ').includes('cache purge'),
      );
      return own || purged || /--mount=type=cache/.test(one.step.text)
        ? []
        : [at(one, 'pip keeps its cache in the layer')];
    });
  },
});
