import { sure } from '../../src/check/facts';
import { defineRule, fail, notApplicable, pass, unknown } from '../../src/check/rule';
import { parseImageReference } from '../../src/check/view/image-reference';
import { endOf, READ } from '../../src/check/view/release-ends';

export const baseNotEol = defineRule({
  id: 'base-not-eol',
  topic: 'base',
  on: 'container',
  severity: 'warning',
  why: 'A distribution that is not maintained any more gets no security fixes.',
  fix: 'Move to a release that is maintained.',
  source: '000_b288e323437a5df4.txt "Update base images regularly"; 004_b0408a3ce71bc641.txt; container-rules.md §1a',
  check: ({ container, today }) => {
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
    // It has no releases.
    if (id === 'arch') return notApplicable;
    if (version === undefined) return unknown(`the release of ${id} is not known`);
    const end = endOf(found);
    if (end === undefined) return unknown(`until when ${id} ${version} is maintained is not known (table of ${READ})`);
    if (end >= (today?.toISOString().slice(0, 10) ?? READ)) return pass;
    return fail([{ message: `${id} ${version} is not maintained any more: its support ended on ${end}`, ...place }]);
  },
});
