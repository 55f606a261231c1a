import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { faultAt } from '../../src/check/world/faults';
import { namespaceOf } from '../../src/check/world/pods';
import { worldOf } from '../../src/check/world/world';

export const accountPerComponent = defineRule({
  id: 'account-per-component',
  topic: 'accounts',
  on: 'platform',
  severity: 'error',
  why: 'Rights belong to an account: components that share one share every right, and the account `default` is shared by whatever else runs there.',
  fix: 'Give each component a ServiceAccount of its own and name it in the pod.',
  source: 'platform-contract.md §4 D18, §7 item 11',
  check: (platform) => {
    const pods = worldOf(platform).pods.filter(({ maker }) => maker.file === undefined);
    if (pods.length === 0) return notApplicable;
    const owners = new Map<string, string>();
    return fail(
      pods.flatMap(({ maker, view }): Fault[] => {
        const field = view.spec.get('serviceAccountName');
        const name = field.text() ?? '';
        if (name === '' || name === 'default')
          return [faultAt(maker, field.path, 'the pod runs as the account default')];
        const account = `${namespaceOf(maker)}/${name}`;
        const owner = owners.get(account) ?? maker.manifest.capability;
        owners.set(account, owner);
        if (owner === maker.manifest.capability) return [];
        return [faultAt(maker, field.path, `the account ${account} belongs to ${owner}`)];
      }),
    );
  },
});
