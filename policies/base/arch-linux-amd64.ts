import { sure } from '../../src/check/facts';
import { defineRule, fail, pass } from '../../src/check/rule';

export const archLinuxAmd64 = defineRule({
  id: 'arch-linux-amd64',
  topic: 'base',
  on: 'container',
  severity: 'error',
  why: 'The nodes of the platform run linux/amd64.',
  fix: 'Build with --platform linux/amd64.',
  source: '000_b288e323437a5df4.txt "Architecture: Linux x86_64 distribution"; container-rules.md §1a',
  check: ({ container: { platform } }) => {
    const { os, architecture } = sure(platform);
    if (os === 'linux' && architecture === 'amd64') return pass;
    const place = platform.known ? platform.place : undefined;
    return fail([{ message: `it is for ${os}/${architecture}`, ...(place ? { place } : {}) }]);
  },
});
