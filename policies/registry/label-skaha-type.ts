import { sure } from '../../src/check/facts';
import { defineRule, fail } from '../../src/check/rule';
import { isSessionTypeLabel, sessionTypesIn } from '../../src/session-type-label';

export const labelSkahaType = defineRule({
  id: 'label-skaha-type',
  topic: 'registry',
  on: 'container',
  severity: { documented: 'error', current: 'warning' },
  why: 'The documentation asks for labels that say which sessions an image is for.',
  fix: 'Add LABEL ca.nrc.cadc.skaha.session.type="..." to the recipe, with the session types of the image, joined by commas.',
  source: '000_b288e323437a5df4.txt "Include required labels"; container-rules.md §1f, §2 C22 C23',
  check: ({ container, contract, types: meant }) => {
    const own = container.labels.find(({ name }) => isSessionTypeLabel(name));
    if (own === undefined) {
      const value = meant.length > 0 ? `="${meant.join(',')}"` : '';
      return fail([{ message: `no label ca.nrc.cadc.skaha.session.type${value}` }]);
    }
    const types = sessionTypesIn(sure(own.value));
    const wrong = types.filter((one) => !contract.types.includes(one));
    const place = own.place ? { place: own.place } : {};
    const tree = container.file('/dockerstartup/vnc_startup.sh');
    const desktop = types.includes('desktop') && tree.known && tree.value === undefined;
    return fail([
      ...wrong.map((one) => ({
        message: `the label ${own.name} names ${JSON.stringify(one)}, which is no session type`,
        ...place,
      })),
      ...(desktop
        ? [
            {
              message: `the label ${own.name} names desktop, and this is none; an application in a desktop is desktop-app`,
              ...place,
            },
          ]
        : []),
    ]);
  },
});
