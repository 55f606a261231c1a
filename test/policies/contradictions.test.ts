import { rules } from '../../policies/index';
import { judge } from '../../src/check/judge';
import { type Rule, type SubjectKind, type Subjects, severityOf } from '../../src/check/rule';
import { artifact, docker, request, skaha, ubuntu } from './container-rows';

/** What a rule says, by its id; a fault more or less does not matter here. */
function says<K extends SubjectKind>(id: string, subject: Subjects[K]): string {
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`no rule is named ${id}`);
  return judge(rule as Rule<K>, subject, id).verdict;
}

const severity = (id: string, profile: 'documented' | 'current') => {
  const rule = rules.find((one) => one.id === id);
  return rule && severityOf(rule, profile);
};

const nsswitch = (text: string) => docker('FROM scratch\nCOPY n /etc/nsswitch.conf\n', { n: text });
const ALL = (services: string) => ['passwd', 'group', 'shadow'].map((name) => `${name}: ${services}\n`).join('');
const CONTRIBUTED = 'FROM images.canfar.net/skaha/astroml:24.07\nEXPOSE 5000\n';
const app = (script: string) => skaha('startup', `#!/bin/bash\n${script}\n`, 'desktop-app');
const label = (value: string) => ubuntu(`LABEL ${value}`);

// What the sources say against each other, and how it is resolved: container-rules.md §2. Each line is a question to a rule,
// and what it must answer.
const RESOLVED: Readonly<Record<string, readonly (readonly [question: string, answer: unknown, expected: unknown])[]>> =
  {
    C1: [
      ['sss first', says('nsswitch-sss', nsswitch(ALL('sss files'))), 'pass'],
      ['files first', says('nsswitch-sss', nsswitch(ALL('files sss'))), 'pass'],
      ['both are asked for', says('nsswitch-files', nsswitch(ALL('sss'))), 'fail'],
      ['both are asked for', says('nsswitch-sss', nsswitch(ALL('files'))), 'fail'],
    ],
    C2: [['three databases are enough', says('nsswitch-sss', nsswitch(ALL('files sss'))), 'pass']],
    C3: [
      ...['nsswitch-sss', 'sssd-client-installed', 'acl-installed'].flatMap((id) => [
        [`${id} as documented`, severity(id, 'documented'), 'error'] as const,
        [`${id} today`, severity(id, 'current'), 'warning'] as const,
      ]),
      ...['passwd-group-readable', 'shell-and-cp-present', 'nsswitch-files'].map(
        (id) => [`${id} today`, severity(id, 'current'), 'error'] as const,
      ),
    ],
    C4: [
      [
        'the library counts, not the name',
        says('sssd-client-installed', ubuntu('RUN apt-get install -y sssd')),
        'pass',
      ],
      ['the name is wrong here', says('distro-package-names', ubuntu('RUN apt-get install -y sssd-client')), 'fail'],
    ],
    C5: [
      ['5000', says('contributed-port-5000', ubuntu('EXPOSE 5000', 'contributed')), 'pass'],
      ['a port that a label names', says('contributed-port-5000', ubuntu('EXPOSE 8080', 'contributed')), 'fail'],
    ],
    C6: [
      [
        'a command serves',
        says('contributed-entrypoint', docker(`${CONTRIBUTED}CMD ["python", "/a.py"]`, {}, 'contributed')),
        'pass',
      ],
      [
        'a script that nothing names does not',
        says('contributed-entrypoint', skaha('startup', '#!/bin/sh\nexec x\n', 'contributed')),
        'fail',
      ],
    ],
    C7: [
      [
        'only a desktop app runs it',
        says('init-only-desktop-app', skaha('startup', '#!/bin/sh\n', 'notebook')),
        'fail',
      ],
    ],
    C8: [
      ['as documented', says('startup-exec-args', app('exec "$@"')), 'pass'],
      ['exec of an application', says('startup-exec-args', app('exec ds9')), 'pass'],
      ['an application in the foreground', says('startup-exec-args', app('ds9')), 'pass'],
      ['... is warned of', says('startup-foreground-app', app('ds9')), 'fail'],
      ['... and no more', severity('startup-foreground-app', 'current'), 'warning'],
      ['returning early', says('startup-exec-args', app('ds9 &')), 'fail'],
    ],
    C9: [
      ['quotes', says('startup-args-quoted', app('exec $@')), 'fail'],
      ['advice', severity('startup-args-quoted', 'current'), 'warning'],
    ],
    C10: [['only a desktop app runs it', says('init-only-desktop-app', skaha('init', '#!/bin/sh\n', 'carta')), 'fail']],
    C11: [
      ['ignored in a notebook', says('entrypoint-ignored', ubuntu('ENTRYPOINT ["conda", "run"]', 'notebook')), 'fail'],
      [
        'used in a contributed session',
        says('entrypoint-ignored', ubuntu('ENTRYPOINT ["conda run", "x"]', 'contributed')),
        'not-applicable',
      ],
      [
        'fine for a test',
        says(
          'entrypoint-ignored',
          docker(
            'FROM scratch\nCOPY s /skaha/startup.sh\nENTRYPOINT ["/skaha/startup.sh"]',
            { s: '#!/bin/sh\nexec "$@"\n' },
            'desktop-app',
          ),
        ),
        'pass',
      ],
    ],
    C12: [
      [
        'jupyter lab is enough',
        says('notebook-jupyter-lab', ubuntu('RUN pip install jupyterlab==4.4.9', 'notebook')),
        'pass',
      ],
    ],
    C13: [
      [
        'a script of any name',
        says(
          'carta-contract',
          docker(
            'FROM scratch\nCOPY s /c\nENTRYPOINT ["/c"]',
            { s: '#!/bin/sh\nexec carta --port $CARTA_PORT --http_url_prefix $SKAHA_SESSION_URL_PATH\n' },
            'carta',
          ),
        ),
        'pass',
      ],
    ],
    C14: [
      [
        'VNC in a desktop app',
        says('no-vnc-in-desktop-app', ubuntu('RUN apt-get install -y novnc', 'desktop-app')),
        'fail',
      ],
      [
        'VNC in a desktop',
        says('no-vnc-in-desktop-app', ubuntu('RUN apt-get install -y novnc', 'desktop')),
        'not-applicable',
      ],
      ['xterm in a desktop app', says('xterm-installed', ubuntu('', 'desktop-app')), 'fail'],
    ],
    C15: [
      [
        'launched by a person',
        says('req-floating-image', request({ type: 'notebook', image: 'h.org/a/b:latest' })),
        'not-applicable',
      ],
      ['a batch job', says('req-floating-image', request({ type: 'headless', image: 'h.org/a/b:latest' })), 'fail'],
      ['a base', says('base-tag-pinned', docker('FROM ubuntu:latest')), 'fail'],
      ['alone in a registry', says('tag-immutable-companion', artifact({ tags: ['latest'] })), 'fail'],
      ['with a version', says('tag-immutable-companion', artifact({ tags: ['latest', '24.07'] })), 'pass'],
    ],
    C16: [
      ...['2024.03', 'git-a1b2c3d', '24.07', 'a1b2c3d', '1.2.3', '22.04-py3.13', '6.6.4-34-py3.8.el7'].map(
        (tag) => [tag, says('tag-scheme', artifact({ tags: [tag] })), 'pass'] as const,
      ),
      ['a free word', says('tag-scheme', artifact({ tags: ['keep'] })), 'fail'],
    ],
    C17: [['advice', severity('base-recommended', 'current'), 'info']],
    C18: [
      ['in a script, today', severity('no-runtime-sudo', 'current'), 'error'],
      ['in a script, as documented', severity('no-runtime-sudo', 'documented'), 'warning'],
      ['installed, today', severity('sudo-installed', 'current'), 'warning'],
      [
        'named commands',
        says(
          'sudo-specific-actions',
          ubuntu('RUN mkdir /etc/sudoers.d\nCOPY <<E /etc/sudoers.d/x\n%u ALL=NOPASSWD:/usr/bin/x\nE'),
        ),
        'pass',
      ],
      [
        'everything',
        says('sudo-specific-actions', ubuntu('COPY <<E /etc/sudoers.d/x\nu ALL=(ALL) NOPASSWD: ALL\nE')),
        'fail',
      ],
    ],
    C19: [['advice', severity('image-final-user-nonroot', 'current'), 'warning']],
    // Deadlines are one value of a site, which its templates and its session service are given; a template without is refused.
    C20: [['a template without a deadline', severity('template-objects', 'current'), 'error']],
    C21: [
      ['what the site offers', says('req-resources-in-options', request({ type: 'notebook', cores: 3 })), 'pass'],
      ['what it does not', says('req-resources-in-options', request({ type: 'notebook', ram: 3 })), 'fail'],
      ['what is ignored', says('req-resources-ignored', request({ type: 'desktop', ram: 16 })), 'fail'],
    ],
    C22: [
      ['one spelling', says('label-skaha-type', label('ca.nrc.cadc.skaha.session.type=notebook')), 'pass'],
      ['the other', says('label-skaha-type', label('ca.nrc.cadc.skaha.type=notebook')), 'pass'],
      ['the label of the registry decides', says('harbor-type-label', artifact({ labels: [] })), 'fail'],
    ],
    C23: [
      ...['notebook', 'desktop', 'desktop-app', 'carta', 'contributed', 'firefly', 'headless'].map(
        (type) => [type, says('type-known', request({ type })), 'pass'] as const,
      ),
      ['desktop on what is none', says('label-skaha-type', label('ca.nrc.cadc.skaha.session.type=desktop')), 'fail'],
    ],
    C24: [
      ['a folder under a mount', says('no-content-under-mounts', ubuntu('RUN mkdir -p /arc/home/x')), 'fail'],
      ['a working folder', says('no-content-under-mounts', ubuntu('WORKDIR /arc/home/x')), 'fail'],
      ['an error', severity('no-content-under-mounts', 'current'), 'error'],
      ['rights of a mount', says('no-build-time-mount-access', ubuntu('RUN chmod g+s /arc/projects')), 'fail'],
    ],
    C25: [
      [
        'it stays in the home folder',
        says('headless-no-user-site', docker('FROM ubuntu:24.04\nRUN pip install x==1', {}, 'headless')),
        'fail',
      ],
      ['at build it is nobody’s', says('no-build-user-site', ubuntu('RUN pip install --user x==1')), 'fail'],
    ],
    C26: [
      [
        'a secret of the registry, sent whole',
        says('anonymous-or-secret', request({ registryUsername: 'a', registrySecret: '' })),
        'fail',
      ],
    ],
    C27: [
      ['a registry of the list', says('registry-host-allowed', request({ image: 'images.canfar.net/a/b:1' })), 'pass'],
      [
        'a look-alike',
        says('registry-host-allowed', request({ image: 'images.canfar.net.evil.example/a/b:1' })),
        'fail',
      ],
    ],
    C28: [
      ['apart', says('pkg-update-with-install', ubuntu('RUN apt-get update\nRUN apt-get install -y x')), 'fail'],
      ['not cleaned', says('pkg-cache-clean', docker('FROM centos:7\nRUN yum install -y x')), 'fail'],
    ],
    C29: [['one tag is shown', says('tag-one-per-artifact', artifact({ tags: ['latest', '1.0'] })), 'fail']],
    C30: [
      ['a new name', says('project-and-repo-names', artifact({ repository: 'lsst/lsst_v19_0_0' })), 'fail'],
      // What is there already is in the baseline file (test/cli/baseline.test.ts).
      ['an error', severity('project-and-repo-names', 'current'), 'error'],
    ],
  };

test('all thirty are resolved', () => {
  expect(Object.keys(RESOLVED)).toEqual(Array.from({ length: 30 }, (_, index) => `C${index + 1}`));
});

test.each(Object.entries(RESOLVED))('%s', (_name, rows) => {
  expect(rows.map(([question, answer]) => [question, answer])).toEqual(
    rows.map(([question, , expected]) => [question, expected]),
  );
});
