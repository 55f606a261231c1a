import { sure } from '../../src/check/facts';
import { defineRule, fail, notApplicable, pass } from '../../src/check/rule';
import { parseImageReference } from '../../src/check/view/image-reference';

export const baseRecommended = defineRule({
  id: 'base-recommended',
  topic: 'base',
  on: 'container',
  severity: 'info',
  why: 'Bases that many people use are kept up, and what is in them is known.',
  fix: 'Start from an image of the platform, or from an official one.',
  source: '000_b288e323437a5df4.txt; 002_94f43e463315a6da.txt; container-rules.md §1a, §2 C17',
  check: ({ container, contract }) => {
    const [base] = sure(container.bases);
    const image = base && parseImageReference(base.written);
    if (image === undefined) return notApplicable;
    const { host, repository } = image;
    if (contract.registries.includes(host) || (host === 'docker.io' && repository.startsWith('library/'))) return pass;
    // Organisations that publish their own software.
    if (/^(jupyter|rocker|nvidia|condaforge|continuumio|mambaorg|ipac|cartavis)\//.test(repository)) return pass;
    return fail([
      {
        message: `${base?.written} is neither an image of the platform nor an official one`,
        ...(base?.place ? { place: base.place } : {}),
      },
    ]);
  },
});
