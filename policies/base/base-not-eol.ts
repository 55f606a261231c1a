import { sure } from '../../src/check/facts';
import { defineRule, fail, notApplicable, pass, unknown } from '../../src/check/rule';
import { parseImageReference } from '../../src/check/view/image-reference';

export const baseNotEol = defineRule({
  id: 'base-not-eol',
  topic: 'base',
  on: 'container',
  severity: 'warning',
  why: 'A distribution that is not maintained any more gets no security fixes.',
  fix: 'Move to a release that is maintained.',
  source: '000_b288e323437a5df4.txt "Update base images regularly"; 004_b0408a3ce71bc641.txt; container-rules.md §1a',
  check: ({ container }) => {
    const [base] = container.bases.known ? container.bases.value : [];
    const place = base?.place ? { place: base.place } : {};
    const image = base && parseImageReference(base.written);
    if (image?.host === 'docker.io' && image.repository.startsWith('jupyter/')) {
      return fail([
        { message: 'jupyter images on Docker Hub are frozen since 2023-10-20; quay.io has the live ones', ...place },
      ]);
    }
    const found = sure(container.distribution);
    if (found === undefined) return notApplicable;
    const { id, version } = found;
    if (id === 'alpine' || id === 'arch') return notApplicable;
    if (version === undefined) return unknown(`the release of ${id} is not known`);
    if (!ENDED[id]?.includes(version)) return pass;
    return fail([{ message: `${id} ${version} is not maintained any more`, ...place }]);
  },
});

/** Releases without security fixes (container-rules.md §1a; endoflife.date, looked up 2026-11-21). */
const ENDED: Readonly<Record<string, readonly string[]>> = {
  centos: ['5', '6', '7', '8'],
  ubuntu: ['14.04', '16.04', '18.04', '20.04'],
  debian: ['7', '8', '9', '10'],
  fedora: ['30'],
};
