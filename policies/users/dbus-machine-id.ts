import { defineRule, fail, pass } from '../../src/check/rule';
import { anyOf } from '../../src/check/view/either';

export const dbusMachineId = defineRule({
  id: 'dbus-machine-id',
  topic: 'users',
  on: 'container',
  types: ['desktop', 'desktop-app'],
  severity: 'info',
  why: 'Graphical programs that talk over D-Bus stop without a machine id.',
  fix: 'Run dbus-uuidgen --ensure in the recipe.',
  source: '000_b288e323437a5df4.txt "RUN dbus-uuidgen --ensure"; container-rules.md §1b',
  check: ({ container }) => {
    const text = anyOf([container.text('/var/lib/dbus/machine-id'), container.text('/etc/machine-id')]);
    return text?.trim()
      ? pass
      : fail([{ message: 'there is no machine id in /etc/machine-id or /var/lib/dbus/machine-id' }]);
  },
});
